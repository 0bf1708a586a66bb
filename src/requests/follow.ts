import { setTimeout as delay } from 'node:timers/promises';
import { type Client, WorkflowFailedError } from '@temporalio/client';
import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import { progress as progressQuery, type SyncProgress } from '../contract/requests.js';
import { query } from '../db/sql-files.js';

const POLL_MS = 500;
const QUERY_MS = 5000;

interface Scope {
  districtId: number;
  scopeId: number;
}

export interface Followed {
  scope: Scope;
  requestId: string;
  workflowId: string;
  /** The scope's latest run before the request, 0 if there was none; infinity if no other run can serve it. */
  lastRunId: number;
}

export interface StepProgress {
  step: string;
  done: number;
  total: number | null;
}

/** How far a request is. */
export interface Look {
  /** Of the run that serves it; null while none does, or nobody tells. */
  board: SyncProgress | null;
  step: StepProgress | null;
  /** What it waits for while no run serves it: an answer from a worker, or the end of another run. */
  waitsFor: 'worker' | { run: number } | null;
}

interface RunState {
  id: number;
  status: string;
}

/** The id of the scope's latest run; 0 if there is none. */
export async function latestRunId(db: Knex, scope: Scope): Promise<number> {
  const [row] = await query<{ id: number }>(
    db,
    `select coalesce(max(run_id), 0) as id from run where district_id = :districtId and scope_id = :scopeId`,
    { districtId: scope.districtId, scopeId: scope.scopeId },
  );
  return row?.id ?? 0;
}

/**
 * Follows a request to the end of its run, or until the run waits for a person.
 *
 * @param onLook told every half second how far it is
 * @returns the run that served the request: an equal request that waited before may have taken it along
 * @throws SyncFailure `SyncEnded` if the workflow ended before its run did, or the code that the workflow failed with;
 *   the signal's reason if it is aborted
 */
export async function followRun(
  db: Knex,
  client: Client,
  followed: Followed,
  onLook: (look: Look) => void,
  signal: AbortSignal,
): Promise<number> {
  const { workflowId } = followed;
  let closedBefore = false;
  for (;;) {
    // Asked in this order: what the workflow knows is at least as new as the request.
    const board = await askProgress(client, workflowId);
    const run = await servingRun(db, followed, board);
    if (run && run.status !== 'running') {
      // Its last stages may have passed between two looks.
      const last = ofRun(run, await askProgress(client, workflowId));
      if (last) onLook({ board: last, step: null, waitsFor: null });
      return run.id;
    }
    onLook({ board: ofRun(run, board), step: await stepProgress(db, run), waitsFor: run ? null : waitsFor(board) });
    const closed = await isClosed(client, workflowId);
    // Twice, for the run may have been closed between the two looks.
    if (closed && closedBefore) throw await endOf(client, workflowId);
    closedBefore = closed;
    await delay(POLL_MS, undefined, { signal });
  }
}

async function servingRun(
  db: Knex,
  { scope, requestId, lastRunId }: Followed,
  board: SyncProgress | null,
): Promise<RunState | undefined> {
  // Nothing waits, and the run that is being served is newer than the request: it serves ours too.
  const coalesced =
    board && board.requestsWaiting === 0 && board.runId !== null && board.runId > lastRunId ? board.runId : 0;
  const [run] = await query<RunState>(
    db,
    `select run_id as id, status from run
     where district_id = :districtId and scope_id = :scopeId and (request_id = :requestId or run_id = :coalesced)
     order by request_id = :requestId desc limit 1`,
    { districtId: scope.districtId, scopeId: scope.scopeId, requestId, coalesced },
  );
  return run;
}

function waitsFor(board: SyncProgress | null): Look['waitsFor'] {
  if (!board) return 'worker';
  return board.runId === null ? null : { run: board.runId };
}

/** null if nobody answers: no worker runs, or it is busy. */
async function askProgress(client: Client, workflowId: string): Promise<SyncProgress | null> {
  try {
    return await client.withDeadline(Date.now() + QUERY_MS, () =>
      client.workflow.getHandle(workflowId).query(progressQuery),
    );
  } catch {
    return null;
  }
}

async function isClosed(client: Client, workflowId: string): Promise<boolean> {
  const { status } = await client.workflow.getHandle(workflowId).describe();
  return status.name !== 'RUNNING';
}

async function endOf(client: Client, workflowId: string): Promise<SyncFailure> {
  const ended = new SyncFailure(
    'SyncEnded',
    `The workflow ${workflowId} was ended before its run was. Start a new sync.`,
  );
  try {
    await client.workflow.getHandle(workflowId).result();
    return ended;
  } catch (error) {
    const cause =
      error instanceof WorkflowFailedError ? (error.cause as { type?: string; message?: string }) : undefined;
    return cause?.type && cause.message ? new SyncFailure(cause.type, cause.message) : ended;
  }
}

async function stepProgress(db: Knex, run: RunState | undefined): Promise<StepProgress | null> {
  if (!run) return null;
  const [latest] = await query<StepProgress>(
    db,
    `select step, done, total from run_progress where run_id = :runId order by updated_at desc limit 1`,
    { runId: run.id },
  );
  return latest ?? null;
}

/** The workflow serves one run after the other: stages of another one are not ours. */
function ofRun(run: RunState | undefined, board: SyncProgress | null): SyncProgress | null {
  return run && board?.runId === run.id ? board : null;
}
