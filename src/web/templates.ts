import path from 'node:path';
import { Eta } from 'eta';
import type { FastifyReply } from 'fastify';

/** Answers with a page; every value in it is escaped. */
export type Render = (reply: FastifyReply, view: string, data: object) => FastifyReply;

/** Templates lie beside this module; the build copies them. */
export function templates(devMode: boolean, onEveryPage: object): Render {
  const eta = new Eta({ views: path.join(import.meta.dirname, 'views'), autoEscape: true, cache: !devMode });
  return (reply, view, data) =>
    reply
      .type('text/html; charset=utf-8')
      // Pages show people's contact details.
      .header('cache-control', 'no-store')
      .send(eta.render(`./${view}`, { ...onEveryPage, ...data }));
}
