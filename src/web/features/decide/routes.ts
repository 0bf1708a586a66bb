import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Knex } from 'knex';
import { SyncFailure } from '../../../contract/failures.js';
import type { SyncAnswers } from '../../../requests/answers.js';
import { idOf } from '../../ui/ids.js';
import { view } from '../../ui/view.js';
import { type Asking, whatIsAsked } from './asking.js';
import { type ConfirmPage, confirmPage } from './confirm-page.js';
import { type Answer, type Question, readAnswer } from './form.js';
import { changed, closed, notSent } from './refusals.js';
import { type RemovalsPage, removalsPage } from './removals-page.js';

const removals = view<RemovalsPage>(import.meta.url, './removals.eta');
const confirm = view<ConfirmPage>(import.meta.url, './confirm.eta');
const takenMs = 5000;

type Address = { Params: { runId: string }; Querystring: { page?: string } };

/** The list of what waits, and the forms that answer: every answer goes through Temporal, as from the command line. */
export function decide(app: FastifyInstance): void {
  const { db, answers, dataFolder } = app.services;

  app.get<Address>('/runs/:runId/removals', async (request, reply) => {
    const asking = await whatIsAsked(db, idOf(request.params.runId));
    if (asking.records === 0) throw closed(asking);
    const page = idOf(request.query.page ?? '1');
    const token = answers ? app.formToken : null;
    return reply.page(removals, await removalsPage(db, asking, { token, page, dataFolder }));
  });
  if (!answers) return;

  app.post<Address>('/runs/:runId/decide', async (request, reply) => {
    const asking = await whatIsAsked(db, idOf(request.params.runId));
    const answer = readAnswer(request.body as URLSearchParams, asking.runId);
    if (!isOpen(asking, answer.question)) throw closed(asking);
    if (answer.question === 'removals' && answer.records !== asking.records) throw changed(asking);
    if (answer.askAgain) return reply.page(confirm, await confirmPage(db, asking, answer, app.formToken));
    await send(answers, asking, answer, dataFolder);
    await untilTaken(db, asking.runId, answer.question);
    return reply.redirect(`/runs/${asking.runId}?follow=1`, 303);
  });
}

/** @throws PageError if the sync is no longer waiting, or doesn't answer */
async function send(
  answers: SyncAnswers,
  asking: Asking,
  { ask, by }: Answer,
  dataFolder: string | null,
): Promise<void> {
  const { scope, runId, records } = asking;
  try {
    if (ask === 'retry') await answers.retry(scope, by);
    else if (ask === 'hold apply' || ask === 'hold discard') {
      await answers.decide(scope, { question: 'hold', decision: ask.slice(5), by, runId });
    } else await answers.decide(scope, { question: 'removals', decision: ask.slice(9), by, runId, records });
  } catch (error) {
    if (!(error instanceof SyncFailure)) throw error;
    throw error.code.startsWith('NothingTo') ? closed(asking) : notSent(asking, error, dataFolder);
  }
}

function isOpen(asking: Asking, question: Question): boolean {
  return question === 'removals' ? asking.records > 0 : asking[question];
}

/** Temporal has the answer; the run's record has it a moment later, and the page is to show it. */
async function untilTaken(db: Knex, runId: number, question: Question): Promise<void> {
  for (const end = Date.now() + takenMs; Date.now() < end; await delay(100)) {
    if (!isOpen(await whatIsAsked(db, runId), question)) return;
  }
}
