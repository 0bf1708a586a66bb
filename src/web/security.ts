import { randomBytes, timingSafeEqual } from 'node:crypto';
import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Render } from './templates.js';

const ownNames = new Set(['localhost', '127.0.0.1', '[::1]']);
const formBytes = 1000;

/**
 * Headers that let a page load its own style sheet and pictures and nothing else; and, until people log in, no answer
 * under any other name than this machine's own: a web site that a browser visits could else point its name here and read
 * families' data ("DNS rebinding").
 *
 * @param forms pages may send forms to this server
 */
export function protect(app: FastifyInstance, render: Render, forms: boolean): void {
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

/** Tells the forms of our own pages from what other web sites make a browser send here. */
export interface FormGuard {
  /** For a hidden field `token`; another one after each start. Other sites can't read our pages, so they don't know it. */
  token: string;
  /** Makes the server read forms. */
  readForms(app: FastifyInstance): void;
  /** Whether a form was sent from a page of ours: it has the token, and the browser says nothing else of its origin. */
  isOwn(request: FastifyRequest): boolean;
}

/** Without a login there is no cookie that a browser would add by itself, so a token for the process is enough. */
export function formGuard(): FormGuard {
  const token = randomBytes(24).toString('base64url');
  return {
    token,
    readForms: (app) => {
      app.addContentTypeParser<string>(
        'application/x-www-form-urlencoded',
        { parseAs: 'string', bodyLimit: formBytes },
        (_request, body, done) => done(null, new URLSearchParams(body)),
      );
    },
    isOwn: ({ headers, host, body }) => {
      const { origin } = headers;
      const site = headers['sec-fetch-site'];
      if (origin !== undefined && origin !== `http://${host}`) return false;
      if (site !== undefined && site !== 'same-origin') return false;
      const given = Buffer.from(body instanceof URLSearchParams ? (body.get('token') ?? '') : '');
      return given.length === token.length && timingSafeEqual(given, Buffer.from(token));
    },
  };
}
