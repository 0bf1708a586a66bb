import type { FastifyInstance } from 'fastify';
import { SyncFailure } from '../contract/failures.js';
import { frames, toSyncFailure } from '../failures/translate.js';
import type { Render } from './templates.js';

/** `frames`: where it came from, without the message. */
export type ErrorLog = (error: { route: string; code: string; frames: string }) => void;

/** What the address names isn't there. */
export class NotFound extends Error {}

/** @throws NotFound for what is no id of ours */
export function idOf(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new NotFound();
  return Number(text);
}

/** Pages for what is not there and for what went wrong; what exactly went wrong is for the log alone. */
export function answerErrors(app: FastifyInstance, render: Render, log: ErrorLog): void {
  app.setNotFoundHandler((_, reply) => notFound(reply.status(404), render));
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof NotFound || (error instanceof SyncFailure && error.code === 'UnknownRun')) {
      return notFound(reply.status(404), render);
    }
    const { statusCode = 500 } = error as { statusCode?: number };
    if (statusCode >= 400 && statusCode < 500) return notFound(reply.status(statusCode), render);
    log({ route: request.routeOptions.url ?? '', code: toSyncFailure(error).code, frames: frames(error) });
    return render(reply.status(500), 'error', {
      title: 'This page cannot be shown now',
      message:
        'Something went wrong on our side. Nothing was changed. Try again in a minute; the log says what it was.',
    });
  });
}

export function notFound(reply: Parameters<Render>[0], render: Render) {
  return render(reply, 'error', {
    title: 'There is nothing here',
    message: 'The address names no page, run or student that we know. It may have been mistyped.',
  });
}
