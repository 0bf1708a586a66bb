import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { PageError } from '../ui/page-error.js';

const formBytes = 1000;

declare module 'fastify' {
  interface FastifyInstance {
    /** For a hidden field `token` of every form. Other sites can't read our pages, so they don't know it. */
    formToken: string;
  }
}

/**
 * Tells the forms of our own pages from what other web sites make a browser send here. Without a sign-in there is no
 * cookie that a browser would add by itself, so one token per process is enough.
 *
 * @param forms whether the server reads forms at all
 */
export function addForms(app: FastifyInstance, { forms }: { forms: boolean }): void {
  const token = randomBytes(24).toString('base64url');
  app.decorate('formToken', token);
  if (!forms) return;
  app.addContentTypeParser<string>(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: formBytes },
    (_request, body, done) => done(null, new URLSearchParams(body)),
  );
  // For every route that changes something, so that no page can forget it.
  app.addHook('preHandler', async (request) => {
    if (request.method === 'GET' || request.method === 'HEAD' || isOwn(request, token)) return;
    throw new PageError(
      403,
      'This button did nothing',
      'It was pressed on another website, or on a page opened before the last restart. Open the page again.',
    );
  });
}

/** It has the token, and the browser says nothing else of its origin. */
function isOwn({ headers, host, body }: FastifyRequest, token: string): boolean {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (origin !== undefined && origin !== `http://${host}`) return false;
  if (site !== undefined && site !== 'same-origin') return false;
  const given = Buffer.from(body instanceof URLSearchParams ? (body.get('token') ?? '') : '');
  return given.length === token.length && timingSafeEqual(given, Buffer.from(token));
}
