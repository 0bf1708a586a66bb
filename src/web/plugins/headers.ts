import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { PageError } from '../ui/page-error.js';

const ownNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Headers that let a page load its own style sheet and pictures and nothing else; and, until people sign in, no answer
 * under any other name than this computer's own. Otherwise a website that a browser visits could point its name here and
 * read families' data ("DNS rebinding").
 *
 * @param forms pages may send forms to this server
 */
export function addHeaders(app: FastifyInstance, { forms }: { forms: boolean }): void {
  void app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: [forms ? "'self'" : "'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // With no-referrer a browser hides where a form comes from even from the server that it belongs to.
    referrerPolicy: { policy: 'same-origin' },
    // Whoever puts TLS in front says so itself.
    strictTransportSecurity: false,
  });
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.url === '/healthz' || ownNames.has(request.hostname)) return;
    throw new PageError(
      403,
      'Only from this computer',
      'There is no sign-in yet, so these pages answer only to the computer they run on. Open them as http://localhost, through a tunnel if necessary.',
    );
  });
}
