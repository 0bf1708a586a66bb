import type { FastifyInstance } from 'fastify';
import { SyncFailure } from '../../../contract/failures.js';
import { type DemoAction, demoActions } from '../../../demo/story.js';
import { NotFound, PageError } from '../../ui/page-error.js';

/** The buttons of the demo's pages: each does one thing and leads to the page of the run that it is about. */
export function demo(app: FastifyInstance): void {
  const control = app.services.demo;
  if (!control) return;

  app.post<{ Params: { action: string } }>('/demo/:action', async (request, reply) => {
    const action = request.params.action as DemoAction;
    if (!demoActions.includes(action)) throw new NotFound();
    try {
      const { run } = await control.act(action);
      return await reply.redirect(`/runs/${run}?follow=1`, 303);
    } catch (error) {
      if (!(error instanceof SyncFailure)) throw error;
      throw new PageError(409, 'Not now', error.message);
    }
  });
}
