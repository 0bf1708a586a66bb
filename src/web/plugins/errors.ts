import type { FastifyInstance, FastifyReply } from 'fastify';
import { SyncFailure } from '../../contract/failures.js';
import { frames, toSyncFailure } from '../../failures/translate.js';
import { type Link, NotFound, noRun, PageError } from '../ui/page-error.js';
import { type Page, view } from '../ui/view.js';

/** `frames`: where it came from, without the message. */
export type ErrorLog = (error: { route: string; code: string; frames: string }) => void;

const message = view<Page & { message: string; next: Link }>(import.meta.url, '../ui/message.eta');

/** Pages for what is not there and for what went wrong; what exactly went wrong is for the log alone. */
export function addErrors(app: FastifyInstance, log: ErrorLog): void {
  app.setNotFoundHandler((_, reply) => answer(app, reply, new NotFound()));
  app.setErrorHandler((error, request, reply) => {
    const known = forPeople(error);
    if (known) return answer(app, reply, known);
    log({ route: request.routeOptions.url ?? '', code: toSyncFailure(error).code, frames: frames(error) });
    return answer(
      app,
      reply,
      new PageError(
        500,
        'This page can’t be shown right now',
        'Something went wrong on our side. Nothing was changed. Try again in a minute. The log says what happened.',
      ),
    );
  });
}

/** For an address that can't be read: it never reaches the routes. */
export function answerBadAddress(app: FastifyInstance, reply: FastifyReply): void {
  const { title, message: text, next } = new NotFound();
  answer(app, reply, new PageError(400, title, text, next));
}

function forPeople(error: unknown): PageError | null {
  if (error instanceof PageError) return error;
  if (error instanceof SyncFailure && error.code === 'UnknownRun') return new NotFound(noRun);
  const { statusCode = 500 } = error as { statusCode?: number };
  if (statusCode < 400 || statusCode >= 500) return null;
  const { title, message: text } = new NotFound();
  return new PageError(statusCode, title, text);
}

function answer(app: FastifyInstance, reply: FastifyReply, { status, title, message: text, next }: PageError) {
  return app.answerWithPage(reply.status(status), message, { title, message: text, next });
}
