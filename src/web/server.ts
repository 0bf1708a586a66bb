import fastify, { type FastifyInstance } from 'fastify';
import { features } from './features/index.js';
import { addAssets } from './plugins/assets.js';
import { addErrors, answerBadAddress, type ErrorLog } from './plugins/errors.js';
import { addForms } from './plugins/forms.js';
import { addHeaders } from './plugins/headers.js';
import { addHealth } from './plugins/health.js';
import { addPages } from './plugins/pages.js';
import { addServices, type Services } from './plugins/services.js';

type Given = 'db' | 'temporalUiUrl';

export interface WebOptions extends Pick<Services, Given>, Partial<Omit<Services, Given>> {
  /** Templates and styles are read again for every page. */
  devMode?: boolean;
  /** Told of every page that failed: route and code, nothing of a person's. */
  logError?: ErrorLog;
}

const none = { temporalNamespace: 'default', dataFolder: null, answers: null, demo: null };

/**
 * The pages, without a sign-in, so `listen` on 127.0.0.1. They change nothing except through people's answers to a waiting
 * sync and the demo's buttons. Whatever host it listens on, it only answers to this machine's names (plugins/headers.ts).
 */
export function createWebServer({ devMode = false, logError = () => {}, ...given }: WebOptions): FastifyInstance {
  const services: Services = { ...none, ...given };
  const forms = services.demo !== null || services.answers !== null;
  const label = services.demo ? 'Demo' : services.answers ? '' : 'Read-only view';
  const app: FastifyInstance = fastify({
    logger: false,
    routerOptions: { ignoreTrailingSlash: true },
    frameworkErrors: (_error, _request, reply) => answerBadAddress(app, reply),
  });
  addServices(app, services);
  addPages(app, { label }, devMode);
  addErrors(app, logError);
  addHeaders(app, { forms });
  addForms(app, { forms });
  addAssets(app, devMode);
  addHealth(app);
  for (const feature of features) void app.register(async (own) => feature(own));
  return app;
}
