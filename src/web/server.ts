import path from 'node:path';
import fastifyStatic from '@fastify/static';
import fastify, { type FastifyInstance } from 'fastify';
import type { Knex } from 'knex';
import type { DemoControl } from '../demo/story.js';
import type { SyncAnswers } from '../requests/answers.js';
import { addDecisions } from './decide/routes.js';
import { addDemoForms } from './demo/routes.js';
import { addDownloads } from './downloads.js';
import { answerErrors, type ErrorLog, notFound } from './errors.js';
import type { Command, CommandContext } from './next-commands.js';
import { addPages } from './pages.js';
import { formGuard, protect } from './security.js';
import { templates } from './templates.js';

export interface WebOptions {
  db: Knex;
  /** Root of Temporal's web interface; null where nobody said where it is. */
  temporalUiUrl: string | null;
  /** Where the workflows run; `default` where absent. */
  temporalNamespace?: string;
  /** Templates are read anew for every page. */
  devMode?: boolean;
  /** What the run page offers to try next; those of the command line where absent. */
  commands?: (context: CommandContext) => Command[];
  /** The running demo: its pages have buttons that steer it. Never in production. */
  demo?: { control: DemoControl; folderOption: string };
  /** Sends what people answer to the waiting sync; where absent, pages say the commands instead of having buttons. */
  answers?: SyncAnswers;
  /** Told of every page that failed: route and code, nothing of a person's. */
  logError?: ErrorLog;
}

/**
 * The pages, without a login, so `listen` on 127.0.0.1. They change nothing but by what people answer to a waiting sync,
 * and the demo's buttons. Whatever host it listens on, it only answers to this machine's names (docs:
 * src/web/security.ts).
 */
export function createWebServer(options: WebOptions): FastifyInstance {
  const { demo, answers } = options;
  const label = demo ? 'Demo' : answers ? '' : 'Read-only view';
  const render = templates(options.devMode ?? false, { label });
  const app = fastify({
    logger: false,
    routerOptions: { ignoreTrailingSlash: true },
    // An address that is none never reaches the routes.
    frameworkErrors: (_error, _request, reply) => {
      reply.statusCode = 400;
      notFound(reply, render);
    },
  });
  const takesForms = demo !== undefined || answers !== undefined;
  protect(app, render, takesForms);
  answerErrors(app, render, options.logError ?? (() => {}));
  void app.register(fastifyStatic, {
    root: path.join(import.meta.dirname, 'assets'),
    prefix: '/assets/',
    decorateReply: false,
    maxAge: options.devMode ? 0 : '1 hour',
  });
  app.get('/healthz', async (_, reply) => {
    await options.db.raw('select 1');
    return reply.send({ status: 'ok' });
  });
  const guard = formGuard();
  if (takesForms) guard.readForms(app);
  addPages(app, render, options, guard);
  addDecisions(app, render, options, guard);
  addDownloads(app, options);
  if (demo) addDemoForms(app, render, demo.control, guard);
  return app;
}
