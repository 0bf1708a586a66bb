import type { FastifyInstance } from 'fastify';
import { SyncFailure } from '../../contract/failures.js';
import { type DemoAction, type DemoControl, demoActions } from '../../demo/story.js';
import { notFromHere } from '../decide/routes.js';
import { NotFound } from '../errors.js';
import type { FormGuard } from '../security.js';
import type { Render } from '../templates.js';

/** The buttons of the demo's pages: each does one thing and leads to the page of the run that it is about. */
export function addDemoForms(app: FastifyInstance, render: Render, control: DemoControl, guard: FormGuard): void {
  app.post<{ Params: { action: string } }>('/demo/:action', async (request, reply) => {
    if (!guard.isOwn(request)) return notFromHere(reply, render);
    const action = request.params.action as DemoAction;
    if (!demoActions.includes(action)) throw new NotFound();
    try {
      const { run } = await control.act(action);
      return await reply.redirect(`/runs/${run}?follow=1`, 303);
    } catch (error) {
      if (!(error instanceof SyncFailure)) throw error;
      return render(reply.status(409), 'error', { title: 'Not now', message: error.message });
    }
  });
}
