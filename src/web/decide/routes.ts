import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Knex } from 'knex';
import { SyncFailure } from '../../contract/failures.js';
import type { SyncAnswers } from '../../requests/answers.js';
import { personName } from '../../requests/person-name.js';
import { runReport } from '../../runs/report.js';
import { idOf, NotFound } from '../errors.js';
import type { FormGuard } from '../security.js';
import type { WebOptions } from '../server.js';
import type { Render } from '../templates.js';
import { count, number } from '../words.js';
import { type Asking, whatIsAsked } from './asking.js';
import { removalsPage } from './removals-page.js';

type Ask = 'removals archive' | 'removals keep' | 'hold apply' | 'hold discard' | 'retry';
const asks: readonly string[] = ['removals archive', 'removals keep', 'hold apply', 'hold discard', 'retry'];

/** What archives or applies at large is asked about once more. */
const grave: readonly string[] = ['removals archive', 'hold apply'];

const takenMs = 5000;

interface Form {
  ask: Ask;
  by: string;
  /** As the page said them; null with retry. */
  records: number | null;
  confirmed: boolean;
}

/** The list of what waits, and the forms that answer: every answer goes through Temporal, as from the command line. */
export function addDecisions(
  app: FastifyInstance,
  render: Render,
  { db, answers }: WebOptions,
  guard: FormGuard,
): void {
  app.get<{ Params: { runId: string }; Querystring: { page?: string } }>(
    '/runs/:runId/removals',
    async (request, reply) => {
      const asking = await whatIsAsked(db, idOf(request.params.runId));
      if (asking.records === 0) return closed(reply, render, asking);
      const page = idOf(request.query.page ?? '1');
      return render(reply, 'removals', await removalsPage(db, asking, answers ? guard.token : null, page));
    },
  );
  if (!answers) return;

  app.post<{ Params: { runId: string } }>('/runs/:runId/decide', async (request, reply) => {
    if (!guard.isOwn(request)) return notFromHere(reply, render);
    const asking = await whatIsAsked(db, idOf(request.params.runId));
    const form = readForm(request.body as URLSearchParams);
    const by = personName(form.by);
    if (by === null) return withoutName(reply, render, asking);
    const question = form.ask.split(' ')[0] as Question;
    if (!isOpen(asking, question)) return closed(reply, render, asking);
    if (form.ask.startsWith('removals') && form.records !== asking.records) return changed(reply, render, asking);
    if (grave.includes(form.ask) && !form.confirmed) {
      const held = form.ask === 'hold apply' ? (await runReport(db, asking.runId, { findingsPerCode: 0 })).held : [];
      return render(reply, 'confirm', { ...confirmation(form.ask, asking), by, token: guard.token, held });
    }
    try {
      await send(answers, asking, form.ask, by);
    } catch (error) {
      if (!(error instanceof SyncFailure)) throw error;
      if (error.code.startsWith('NothingTo')) return closed(reply, render, asking);
      return notSent(reply, render, asking, error);
    }
    await untilTaken(db, asking.runId, question);
    return reply.redirect(`/runs/${asking.runId}?follow=1`, 303);
  });
}

/** @throws NotFound for what no form of ours sends */
function readForm(body: URLSearchParams): Form {
  const ask = body.get('ask') ?? '';
  if (!asks.includes(ask)) throw new NotFound();
  const records = body.get('records');
  return {
    ...{ ask: ask as Ask, by: body.get('by') ?? '', confirmed: body.get('confirmed') === 'yes' },
    records: records === null ? null : Number(records),
  };
}

async function send(answers: SyncAnswers, { scope, runId, records }: Asking, ask: Ask, by: string): Promise<void> {
  if (ask === 'retry') await answers.retry(scope, by);
  else if (ask === 'hold apply' || ask === 'hold discard') {
    await answers.decide(scope, { question: 'hold', decision: ask.slice(5), by, runId });
  } else await answers.decide(scope, { question: 'removals', decision: ask.slice(9), by, runId, records });
}

type Question = 'removals' | 'hold' | 'retry';

function isOpen(asking: Asking, question: Question): boolean {
  return question === 'removals' ? asking.records > 0 : asking[question];
}

/** Temporal has the answer; the run's record has it a moment later, and the page is to show it. */
async function untilTaken(db: Knex, runId: number, question: Question): Promise<void> {
  for (const end = Date.now() + takenMs; Date.now() < end; await delay(100)) {
    if (!isOpen(await whatIsAsked(db, runId), question)) return;
  }
}

function confirmation(ask: Ask, { runId, records }: Asking) {
  const removes = ask === 'removals archive';
  const what = count(records, 'record');
  return {
    ...{ ask, runId, records: removes ? records : null, removes },
    title: removes ? `Archive ${what}?` : 'Apply what is on hold?',
    button: removes
      ? `Yes, archive ${records === 1 ? 'this 1 record' : `these ${number(records)} records`}`
      : 'Yes, apply it',
    back: removes ? `/runs/${runId}/removals` : `/runs/${runId}`,
  };
}

const page = (
  reply: FastifyReply,
  render: Render,
  status: number,
  runId: number | null,
  title: string,
  message: string,
) => render(reply.status(status), 'error', { title, message, back: runId === null ? null : `/runs/${runId}` });

function closed(reply: FastifyReply, render: Render, { runId }: Asking) {
  const message =
    'Somebody has answered it, a later sync has taken over, or the time to answer was up. Nothing was changed by this click. The page of the run says who answered; what was not answered the next sync asks again.';
  return page(reply, render, 409, runId, 'This question is not open any more', message);
}

function changed(reply: FastifyReply, render: Render, { runId, records }: Asking) {
  const message = `Since you opened the page the list has changed: ${count(records, 'record')} ${records === 1 ? 'waits' : 'wait'} now. Nothing was decided. Look at the list again.`;
  return page(reply, render, 409, runId, 'The list has changed', message);
}

function withoutName(reply: FastifyReply, render: Render, { runId }: Asking) {
  const message =
    'The record of the run says who decided, so a name is needed: up to 60 letters, and not “schedule”, which stands for the nightly sync. Nothing was decided. Go back and fill it in.';
  return page(reply, render, 400, runId, 'Who decides?', message);
}

function notSent(reply: FastifyReply, render: Render, { runId }: Asking, { code, message }: SyncFailure) {
  const text = `Your answer could not be handed over, so it may not count; the page of the run shows whether it does. ${message} (${code})`;
  return page(reply, render, 503, runId, 'Not answered yet', text);
}

export function notFromHere(reply: FastifyReply, render: Render) {
  const message = 'It was pressed on another page, or on one from before the last start. Open the page anew.';
  return page(reply, render, 403, null, 'This button is not from here', message);
}
