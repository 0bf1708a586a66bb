import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import { lockScope } from '../db/locks.js';
import { query } from '../db/sql-files.js';
import type { RunContext } from './context.js';

/**
 * Who wants to write: the Temporal execution of the activity. `isOpen` asks Temporal whether this very execution is the
 * open one of its workflow id.
 */
export interface Execution {
  workflowId: string;
  temporalRunId: string;
  isOpen(): Promise<boolean>;
  /** Aborted when the activity is cancelled. */
  signal?: AbortSignal;
}

/** Thrown inside a transaction when another execution holds the fence; mended or turned into `Superseded` outside. */
export class FenceMismatch extends Error {}

/**
 * The share lock makes a take-over wait for transactions of the execution that it replaces.
 *
 * @throws FenceMismatch
 */
export async function assertFence(trx: Knex.Transaction, run: RunContext, execution: Execution): Promise<void> {
  const [row] = await query<{ temporal_run_id: string }>(
    trx,
    `select temporal_run_id from run_execution
     where district_id = :districtId and run_id = :runId and workflow_id = :workflowId for share`,
    { districtId: run.districtId, runId: run.runId, workflowId: execution.workflowId },
  );
  if (row?.temporal_run_id !== execution.temporalRunId) throw new FenceMismatch();
}

/**
 * Takes the fence for the open execution of its workflow id. A Reset replays the same input, so only Temporal's run id
 * tells the replacing execution from the replaced one.
 *
 * @throws SyncFailure `Superseded` where another execution has replaced this one
 */
export async function takeFence(db: Knex, run: RunContext, execution: Execution): Promise<void> {
  if (!(await execution.isOpen())) throw superseded();
  await db.transaction(async (trx) => {
    await lockScope(trx, run.districtId, run.scopeId);
    await query(
      trx,
      `insert into run_execution as e (district_id, run_id, workflow_id, temporal_run_id)
       values (:districtId, :runId, :workflowId, :temporalRunId)
       on conflict (district_id, run_id, workflow_id) do update
         set temporal_run_id = excluded.temporal_run_id, attempt = e.attempt + 1, taken_at = now()
         where e.temporal_run_id <> excluded.temporal_run_id`,
      {
        districtId: run.districtId,
        runId: run.runId,
        workflowId: execution.workflowId,
        temporalRunId: execution.temporalRunId,
      },
    );
  });
}

function superseded(): SyncFailure {
  return new SyncFailure(
    'Superseded',
    'Another execution of this sync has taken over (a Reset or a newer start). This one stops; nothing needs to be done.',
  );
}
