import { setTimeout as delay } from 'node:timers/promises';
import { type Client, WorkflowFailedError } from '@temporalio/client';
import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import { progress as progressQuery, type SyncProgress } from '../contract/requests.js';
import { query } from '../db/sql-files.js';
import type { Cli } from './cli.js';
import { ProgressLine } from './progress-line.js';
import { number } from './text.js';

const POLL_MS = 500;
const QUERY_MS = 5000;
const PATIENCE_MS = 15_000;

interface Scope {
  districtId: number;
  scopeId: number;
}

interface Wait {
  cli: Cli;
  db: Knex;
  client: Client;
  scope: Scope & { slug: string };
  requestId: string;
  workflowId: string;
  /** The scope's latest run before the request, 0 where there was none; infinity where no other run can serve it. */
  lastRunId: number;
}

interface RunState {
  id: number;
  status: string;
}

/** The id of the scope's latest run; 0 where there is none. */
export async function latestRunId(db: Knex, scope: Scope): Promise<number> {
  const [row] = await query<{ id: number }>(
    db,
    `select coalesce(max(run_id), 0) as id from run where district_id = :districtId and scope_id = :scopeId`,
    { districtId: scope.districtId, scopeId: scope.scopeId },
  );
  return row?.id ?? 0;
}

/**
 * Follows a request to the end of its run, or until the run waits for a person, and shows the stages on the way.
 *
 * @returns the run that served the request: an equal request that waited before may have taken it along
 * @throws SyncFailure `SyncEnded` where the workflow ended before its run did, or the code that the workflow failed with
 */
export async function waitForRun(wait: Wait): Promise<number> {
  const { cli, client, workflowId } = wait;
  const line = new ProgressLine(cli.io.err);
  const patience = new Hint(
    cli,
    line,
    'No worker has taken the request up yet: is "dailysync up" or "dailysync worker" running?',
  );
  const interrupted = () => {
    line.end();
    cli.say(`The sync goes on. "dailysync runs ${wait.scope.slug}" shows how it goes.`);
  };
  cli.io.interrupted.addEventListener('abort', interrupted, { once: true });
  let closedBefore = false;
  try {
    for (;;) {
      // Asked in this order: what the workflow knows is at least as new as the request.
      const board = await askProgress(client, workflowId);
      const run = await servingRun(wait, board);
      if (run && run.status !== 'running') {
        // Its last stages may have passed between two looks.
        const last = ofRun(run, await askProgress(client, workflowId));
        if (last) showStages(line, last, undefined);
        return run.id;
      }
      if (board || run) patience.calm();
      else patience.lose();
      showStages(line, ofRun(run, board), await stepProgress(wait.db, run));
      const closed = await isClosed(client, workflowId);
      // Twice, for the run may have been closed between the two looks.
      if (closed && closedBefore) throw await endOf(client, workflowId);
      closedBefore = closed;
      await delay(POLL_MS, undefined, { signal: cli.io.interrupted });
    }
  } finally {
    cli.io.interrupted.removeEventListener('abort', interrupted);
    line.end();
  }
}

async function servingRun(
  { db, scope, requestId, lastRunId }: Wait,
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

/** null where nobody answers: no worker runs, or it is busy. */
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

type StepProgress = { step: string; done: number; total: number | null };

async function stepProgress(db: Knex, run: RunState | undefined): Promise<StepProgress | undefined> {
  if (!run) return undefined;
  const [latest] = await query<StepProgress>(
    db,
    `select step, done, total from run_progress where run_id = :runId order by updated_at desc limit 1`,
    { runId: run.id },
  );
  return latest;
}

/** The workflow serves one run after the other: stages of another one are not ours. */
function ofRun(run: RunState | undefined, board: SyncProgress | null): SyncProgress | null {
  return run && board?.runId === run.id ? board : null;
}

function showStages(line: ProgressLine, board: SyncProgress | null, step: StepProgress | undefined): void {
  const stages = board?.stages.map(({ stage, state }) => `${stage} ${state}`).join(' · ');
  line.update(stages === undefined ? 'Waiting for its turn …' : stages || 'Starting …', step ? stepText(step) : '');
}

/** Steps count bytes or records: a share says as much. */
function stepText({ step, done, total }: StepProgress): string {
  return `(${step} ${total ? `${Math.min(100, Math.floor((done / total) * 100))} %` : number(done)})`;
}

/** Said once, when nothing has happened for a while. */
class Hint {
  private since = Date.now();
  private said = false;

  constructor(
    private readonly cli: Cli,
    private readonly line: ProgressLine,
    private readonly text: string,
  ) {}

  calm(): void {
    this.since = Date.now();
  }

  lose(): void {
    if (this.said || Date.now() - this.since < PATIENCE_MS) return;
    this.said = true;
    this.line.end();
    this.cli.say(this.text);
  }
}
