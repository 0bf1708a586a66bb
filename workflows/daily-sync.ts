import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  patched,
  setHandler,
} from '@temporalio/workflow';
import type { OpenedRun } from '../src/contract/activities.js';
import { inOrder, partsOf, type SyncPart } from '../src/contract/parts.js';
import {
  type DailySyncInput,
  type DailySyncResult,
  progress,
  type SyncRequest,
  startSync,
} from '../src/contract/requests.js';
import { noQuestions, type PartFailure, type Questions } from '../src/contract/status.js';
import { dataActivities } from './activity-proxies.js';
import { Answers } from './answers.js';
import { syncAttributes } from './attributes-part.js';
import { Board } from './board.js';
import { partFailure } from './failures.js';
import { runGuardianSync } from './guardian-part.js';
import { RequestList } from './request-list.js';
import { syncRoster } from './roster-part.js';

/**
 * One scope's sync. Its id is fixed (`daily-sync/<scope>`) and every trigger is the signal `startSync` sent with start,
 * so there is one writer a scope. One execution serves one request and continues as new for the next.
 *
 *   sync    roster, guardians, student attributes, accounts
 *   upload  guardians from the uploaded file, accounts
 *   revert  another run is put back, accounts
 *
 *   running ──► done | done_with_warnings ──────────────────────► Completed
 *      │                                                          (or continue-as-new, if a request waits)
 *      ├─ removals withheld ──► threshold ── update decideRemovals ──► running (the parts concerned, from what is staged)
 *      │                            └─────── time is up ─────────────► Completed: the question goes over to the next run
 *      ├─ a part looks wrong ─► held ─────── update decideHold ──────► running (apply) or Completed (discard)
 *      │                            └─────── time is up ─────────────► Completed, not applied
 *      └─ a part failed for good ─► needs_attention ── update retryFailed ──► running (the failed parts alone)
 *                                   └─────── time is up ─────────────► Failed, typed by the failure
 *   any wait ── a new startSync ──► continue-as-new: the new request takes over
 *   any ── Cancel ──► cancelled ────────────────────────────────► Cancelled
 *
 * Requests wait in a bounded list, first in, first out; equal syncs coalesce, uploads and reverts never do, an id seen
 * before is ignored (a Reset re-applies signals), and list and ids are carried over continue-as-new. A request of a kind
 * that this release doesn't know waits for the next one. A question is open until it is answered, even if there is another: a
 * run that needs attention for its roster can be told what becomes of its removals.
 *
 * A wait ends 15 minutes before the next scheduled start, or after 24 h without one.
 */
export async function DailySync(input: DailySyncInput): Promise<DailySyncResult> {
  const requests = new RequestList(input);
  const board = new Board(input.scope, requests);
  const answers = new Answers(board);

  const takeRequest = (request: unknown) => {
    requests.add(request);
    board.show();
  };
  setHandler(startSync, takeRequest, {
    description: 'Start a sync now. While one runs, one more waits; equal ones coalesce. Input may be left out.',
  });
  setHandler(progress, () => board.progress(), { description: 'Stages, their state, and what failed.' });
  board.setStatus('running');

  const request = await nextRequest(requests);
  if (!request) return await continueAsNew<typeof DailySync>({ scope: input.scope, ...requests.carry() });
  const data = dataActivities();
  const run = await data.openRun({ scope: input.scope, request });
  board.runId = run.runId;
  if (run.begunBefore) requests.splitLast();
  try {
    let failures = await runParts(input.scope, run, board, partsOf(request.kind));
    for (;;) {
      const { status, questions = noQuestions } = await data.closeRun({ runId: run.runId, failures, cancelled: false });
      board.setStatus(status, failures, questions);
      if (!board.waits) break;

      const { seconds } = await data.waitBudget({ scope: input.scope });
      await condition(() => answers.given || requests.hasNext, seconds * 1000);
      const parts = await carryOut(answers, run, board, failures, questions);
      if (parts === null) break;
      if (parts.length === 0) continue;
      // A person who answers looks at the screen, and waits for no file. docs/decisions/0003
      const answered = patched('answered-without-wait') ? { ...run, waitForFileMinutes: 0 } : run;
      const failedAgain = await runParts(input.scope, answered, board, parts);
      // Accounts are assigned every time.
      const untouched = failures.filter(({ part }) => part !== 'accounts' && !parts.includes(part));
      failures = [...untouched, ...failedAgain];
    }
    await data.finishRun({ runId: run.runId });
  } catch (error) {
    if (!isCancellation(error)) throw error;
    await CancellationScope.nonCancellable(async () => {
      board.setStatus('cancelled');
      await data.closeRun({ runId: run.runId, failures: board.failures, cancelled: true });
      await data.finishRun({ runId: run.runId });
    });
    throw error;
  }

  await condition(allHandlersFinished);
  if (requests.length > 0) return await continueAsNew<typeof DailySync>({ scope: input.scope, ...requests.carry() });
  const [failure] = board.failures;
  if (failure) throw ApplicationFailure.nonRetryable(failure.message, failure.code);
  return { runId: run.runId, status: board.status };
}

/**
 * The request to serve. Started from the UI without a signal, the start itself is the request. If all that waits is
 * for a newer release, this execution waits a while and then continues as new (null), for that release to take it up.
 */
async function nextRequest(requests: RequestList): Promise<SyncRequest | null> {
  if (!requests.hasNext) await condition(() => requests.hasNext, requests.length > 0 ? '15 minutes' : '1 second');
  if (requests.length === 0) requests.add(undefined);
  return requests.next() ?? null;
}

/** Does what was answered, up to the parts that are to run again; null if nobody answered. */
async function carryOut(
  answers: Answers,
  run: OpenedRun,
  board: Board,
  failures: PartFailure[],
  questions: Questions,
): Promise<SyncPart[] | null> {
  const { recordAnswer, reopenRun } = dataActivities();
  if (answers.nextRetry()) {
    board.setStatus('running');
    const forget = failures.filter(({ permanent }) => permanent).map(({ part }) => part);
    await reopenRun({ runId: run.runId, forget });
    return failures.map(({ part }) => part);
  }
  const answer = answers.next(questions, run);
  if (!answer) return null;
  board.setStatus('running');
  await recordAnswer({ runId: run.runId, ...answer });
  return answer.parts;
}

async function revertRun({ runId }: OpenedRun, board: Board): Promise<void> {
  board.stage('revert', 'running');
  const { reverted, kept } = await dataActivities().revertRun({ runId });
  board.stage('revert', 'done', `${reverted} changes reverted, ${kept} left as later runs made them`);
}

/**
 * Runs the parts asked for and returns those that failed. A failed roster does not keep families stale: the guardian
 * part runs on the last good one. Accounts are assigned whenever something was applied; the step is cheap and its own
 * repetition does nothing.
 */
async function runParts(scope: string, run: OpenedRun, board: Board, parts: SyncPart[]): Promise<PartFailure[]> {
  const failures: PartFailure[] = [];
  const attempt = async (part: SyncPart, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      if (isCancellation(error)) throw error;
      board.stage(part, 'failed');
      failures.push(partFailure(part, error));
    }
  };

  if (parts.includes('roster')) await attempt('roster', () => syncRoster(run, board));
  const noRoster = failures.length > 0 && !run.hasRoster;
  // Skipped at first for want of any roster, a part runs once the retried roster is there.
  const isDue = (part: SyncPart) => parts.includes(part) || (parts.includes('roster') && !run.hasRoster);
  const syncPeople = async () => {
    if (isDue('guardians') && noRoster) board.stage('guardians', 'skipped', 'there is no roster yet');
    else if (isDue('guardians')) await attempt('guardians', () => runGuardianSync(scope, run, board));
    if (parts.includes('revert')) await attempt('revert', () => revertRun(run, board));
    await attempt('accounts', async () => {
      board.stage('accounts', 'running');
      const { created, closed, merged } = await dataActivities().assignAccounts({ runId: run.runId });
      board.stage('accounts', 'done', `${created} created, ${closed} closed, ${merged} merged`);
    });
  };
  // At the same time: families don't wait for a file of attributes that comes late. Runs of the release before have none.
  const syncTheirAttributes = async (people: Promise<void>) => {
    if (!run.attributesEnabled || !isDue('attributes')) return;
    if (noRoster) board.stage('attributes', 'skipped', 'there is no roster yet');
    else await attempt('attributes', () => syncAttributes(run, board, people));
  };
  const people = syncPeople();
  await Promise.all([people, syncTheirAttributes(people)]);
  return inOrder(failures);
}
