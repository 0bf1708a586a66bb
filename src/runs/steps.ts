import type { Knex } from 'knex';
import { lockBatch, lockDistrict, lockScope } from '../db/locks.js';
import { query } from '../db/sql-files.js';
import type { RunContext } from './context.js';
import { assertFence, type Execution, FenceMismatch, takeFence } from './fence.js';

export interface StepOptions {
  step: string;
  /** Batches of one step are numbered from 0. */
  batch?: number;
  /** `district` takes the scope's lock first, then the district's. `batch` lets batches of one run go side by side. */
  lock: 'scope' | 'district' | 'batch';
}

/**
 * Runs a step's work in one transaction behind the fence and stores its result there as the done-marker. A step that
 * finds its marker returns the stored result, so every step may be called again at any time.
 */
export async function runStep<Result>(
  db: Knex,
  run: RunContext,
  execution: Execution,
  options: StepOptions,
  work: (trx: Knex.Transaction) => Promise<Result>,
): Promise<Result> {
  const attempt = () => db.transaction((trx) => fencedStep(trx, run, execution, options, work));
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof FenceMismatch)) throw error;
    await takeFence(db, run, execution);
    return await attempt();
  }
}

async function fencedStep<Result>(
  trx: Knex.Transaction,
  run: RunContext,
  execution: Execution,
  { step, batch = 0, lock }: StepOptions,
  work: (trx: Knex.Transaction) => Promise<Result>,
): Promise<Result> {
  if (lock === 'batch') await lockBatch(trx, run.runId, step, batch);
  else await lockScope(trx, run.districtId, run.scopeId);
  if (lock === 'district') await lockDistrict(trx, run.districtId);
  await assertFence(trx, run, execution);
  const stored = await stepResult<Result>(trx, run, step, batch);
  if (stored) return stored.result;
  const startedAt = new Date();
  const result = await work(trx);
  await query(
    trx,
    `insert into run_step (district_id, run_id, step, batch, result, started_at)
     values (:districtId, :runId, :step, :batch, cast(:result as jsonb), :startedAt)`,
    { districtId: run.districtId, runId: run.runId, step, batch, result: JSON.stringify(result ?? null), startedAt },
  );
  return result;
}

/** The stored result of a step that is done; undefined for one that isn't. */
export async function stepResult<Result>(
  db: Knex | Knex.Transaction,
  run: Pick<RunContext, 'districtId' | 'runId'>,
  step: string,
  batch = 0,
): Promise<{ result: Result } | undefined> {
  const [row] = await query<{ result: Result }>(
    db,
    `select result from run_step where district_id = :districtId and run_id = :runId and step = :step and batch = :batch`,
    { districtId: run.districtId, runId: run.runId, step, batch },
  );
  return row;
}
