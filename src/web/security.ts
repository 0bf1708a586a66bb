import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import type { Render } from './templates.js';

const ownNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Headers that let a page load its own style sheet and pictures and nothing else; and, until people log in, no answer
 * under any other name than this machine's own: a web site that a browser visits could else point its name here and read
 * families' data ("DNS rebinding").
 */
export function protect(app: FastifyInstance, render: Render): void {
  void app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    // Whoever puts TLS in front says so itself.
    strictTransportSecurity: false,
  });
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url === '/healthz' || ownNames.has(request.hostname)) return;
    render(reply.status(403), 'error', {
      title: 'Only from this machine',
      message:
        'There is no login yet, so the pages answer only to this machine: open them as http://localhost, through a tunnel if need be.',
    });
    return reply;
  });
}
