import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  setHandler,
} from '@temporalio/workflow';
import type { OpenedRun } from '../src/contract/activities.js';
import {
  type DailySyncInput,
  type DailySyncResult,
  progress,
  retryFailed,
  type SyncRequest,
  startSync,
} from '../src/contract/requests.js';
import type { PartFailure, SyncPart } from '../src/contract/status.js';
import { dataActivities } from './activity-proxies.js';
import { Board } from './board.js';
import { partFailure } from './failures.js';
import { runGuardianSync } from './guardian-part.js';
import { RequestList } from './request-list.js';
import { syncRoster } from './roster-part.js';

/**
 * One scope's sync. Its id is fixed (`daily-sync/<scope>`) and every trigger is the signal `startSync` sent with start,
 * so there is one writer a scope. One execution serves one request and continues as new for the next.
 *
 *   running ──► done | done_with_warnings ──────────────────────► Completed
 *      │ a part failed for good                                   (or continue-as-new, where a request waits)
 *      ▼
 *   needs_attention ── update retryFailed ──► running (the failed parts alone)
 *      │        └───── a new startSync ─────► continue-as-new: the new request takes over
 *      └────────────── time is up ──────────► Failed, typed by the failure
 *   any ── Cancel ──► cancelled ────────────────────────────────► Cancelled
 *
 * Requests wait in a bounded list, first in, first out; equal syncs coalesce, an id seen before is ignored (a Reset
 * re-applies signals), and list and ids are carried over continue-as-new. A request of a kind that this release doesn't
 * know waits for the next one. `threshold` and `held`, which wait for an admin's decision, come with the guardian file's
 * full depth: like needs_attention they are waits of the loop below, left by an update of their own.
 *
 * A wait ends 15 minutes before the next scheduled start, or after 24 h without one.
 */
export async function DailySync(input: DailySyncInput): Promise<DailySyncResult> {
  const requests = new RequestList(input);
  const board = new Board(input.scope, requests);
  let retryAsked = false;

  const takeRequest = (request: unknown) => {
    requests.add(request);
    board.show();
  };
  setHandler(startSync, takeRequest, {
    description: 'Start a sync now. While one runs, one more waits; equal ones coalesce. Input may be left out.',
  });
  setHandler(
    retryFailed,
    () => {
      retryAsked = true;
      return 'The failed steps run again.';
    },
    {
      description: 'Run the failed steps again, after their cause was mended. Input may be left out.',
      validator: (request?: { requestedBy?: string }) => {
        if (request !== undefined && request !== null && typeof request !== 'object') {
          throw ApplicationFailure.nonRetryable(
            'Leave the input out, or write {"requestedBy": "your name"}.',
            'BadInput',
          );
        }
        if (board.status !== 'needs_attention') {
          throw ApplicationFailure.nonRetryable(
            'Nothing to retry: this sync does not need attention now.',
            'NothingToRetry',
          );
        }
      },
    },
  );
  setHandler(progress, () => board.progress(), { description: 'Stages, their state, and what failed.' });
  board.setStatus('running');

  const request = await nextRequest(requests);
  if (!request) return await continueAsNew<typeof DailySync>({ scope: input.scope, ...requests.carry() });
  const data = dataActivities();
  const run = await data.openRun({ scope: input.scope, request });
  board.runId = run.runId;
  if (run.begunBefore) requests.splitLast();
  try {
    let failures = await runParts(input.scope, run, board, ['roster', 'guardians', 'accounts']);
    for (;;) {
      const { status } = await data.closeRun({ runId: run.runId, failures, cancelled: false });
      board.setStatus(status, failures);
      if (failures.length === 0) break;

      const { seconds } = await data.waitBudget({ scope: input.scope });
      await condition(() => retryAsked || requests.hasNext, seconds * 1000);
      if (!retryAsked) break;
      retryAsked = false;
      board.setStatus('running');
      const forget = failures.filter(({ permanent }) => permanent).map(({ part }) => part);
      await data.reopenRun({ runId: run.runId, forget });
      failures = await runParts(
        input.scope,
        run,
        board,
        failures.map(({ part }) => part),
      );
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
 * The request to serve. Started from the UI without a signal, the start itself is the request. Where all that waits is
 * for a newer release, this execution waits a while and then continues as new (null), for that release to take it up.
 */
async function nextRequest(requests: RequestList): Promise<SyncRequest | null> {
  if (!requests.hasNext) await condition(() => requests.hasNext, requests.length > 0 ? '15 minutes' : '1 second');
  if (requests.length === 0) requests.add(undefined);
  return requests.next() ?? null;
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
  const rosterFailed = failures.length > 0;
  // Skipped at first for want of any roster, it runs once the retried roster is there.
  const guardiansDue = parts.includes('guardians') || (parts.includes('roster') && !run.hasRoster);
  if (guardiansDue && rosterFailed && !run.hasRoster) {
    board.stage('guardians', 'skipped', 'there is no roster yet');
  } else if (guardiansDue) {
    await attempt('guardians', () => runGuardianSync(scope, run, board));
  }
  await attempt('accounts', async () => {
    board.stage('accounts', 'running');
    const { created, closed, merged } = await dataActivities().assignAccounts({ runId: run.runId });
    board.stage('accounts', 'done', `${created} created, ${closed} closed, ${merged} merged`);
  });
  return failures;
}
