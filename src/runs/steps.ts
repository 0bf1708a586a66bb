import type { Knex } from 'knex';
import { lockBatch, lockDistrict, lockDryRun, lockForDryRun, lockScope } from '../db/locks.js';
import { query } from '../db/sql-files.js';
import type { RunContext } from './context.js';
import { assertFence, type Execution, FenceMismatch, isDryRun, sessionName, takeFence } from './fence.js';

/**
 * What a writing transaction locks. `district` takes the scope's lock first; batches of one run go side by side. A dry
 * run's steps lock their own run alone, but for `everything`: all that it would change, to be rolled back.
 */
export type StepLock = 'scope' | 'district' | 'everything' | { step: string; batch: number };

/**
 * One transaction behind the fence and the locks. If another execution holds the fence, this one takes it if it is
 * the open one of its workflow id.
 *
 * @throws SyncFailure `Superseded`
 */
export async function fenced<Result>(
  db: Knex,
  run: RunContext,
  execution: Execution,
  lock: StepLock,
  work: (trx: Knex.Transaction) => Promise<Result>,
): Promise<Result> {
  const attempt = () =>
    db.transaction(async (trx) => {
      await nameSession(trx, run, execution);
      const stopWatching = await cancelWith(db, trx, execution.signal);
      try {
        await take(trx, run, lock);
        await assertFence(trx, run, execution);
        return await work(trx);
      } finally {
        stopWatching();
      }
    });
  try {
    return await attempt();
  } catch (error) {
    execution.signal?.throwIfAborted();
    if (isLockTimeout(error)) await endEarlierAttempts(db, run, execution);
    if (!(error instanceof FenceMismatch)) throw error;
    await takeFence(db, run, execution);
    return await attempt();
  }
}

async function take(trx: Knex.Transaction, run: RunContext, lock: StepLock): Promise<void> {
  if (typeof lock === 'object') return lockBatch(trx, run.runId, lock.step, lock.batch);
  if (isDryRun(run)) {
    if (lock === 'everything') await lockForDryRun(trx, run.districtId, run.scopeId);
    return lockDryRun(trx, String(run.runId));
  }
  await lockScope(trx, run.districtId, run.scopeId);
  if (lock === 'district') await lockDistrict(trx, run.districtId);
}

interface StepOptions {
  step: string;
  /** Batches of one step are numbered from 0. */
  batch?: number;
  lock: 'scope' | 'district' | 'batch';
  /** When its work began, if part of that comes before the transaction: a transfer. */
  startedAt?: Date | undefined;
}

/**
 * Runs a step's work once: its result is stored in its own transaction as the done-marker, and a step that finds its
 * marker returns the stored result. So every step may be called again at any time. A step that `reopenStep` has
 * set to run again is given what it came to before.
 */
export async function runStep<Result>(
  db: Knex,
  run: RunContext,
  execution: Execution,
  { step, batch = 0, lock, startedAt }: StepOptions,
  work: (trx: Knex.Transaction, before: Result | undefined) => Promise<Result>,
): Promise<Result> {
  return fenced(db, run, execution, lock === 'batch' ? { step, batch } : lock, (trx) =>
    stepWithin(trx, run, { step, batch, startedAt }, (before: Result | undefined) => work(trx, before)),
  );
}

/** A step in the caller's own transaction, which is behind the fence already. */
export async function stepWithin<Result>(
  trx: Knex.Transaction,
  run: RunContext,
  { step, batch = 0, startedAt = new Date() }: Omit<StepOptions, 'lock'>,
  work: (before: Result | undefined) => Promise<Result>,
): Promise<Result> {
  const stored = await marker<Result>(trx, run, step, batch);
  if (stored && !stored.reopened) return stored.result;
  const result = await work(stored?.result);
  await storeResult(trx, run, step, batch, result, startedAt);
  return result;
}

/**
 * For a step that may have more to do each time it is called, and does nothing when there is nothing: its results are
 * added up under one marker.
 */
export async function runRepeatableStep<Result extends Record<keyof Result, number>>(
  db: Knex,
  run: RunContext,
  execution: Execution,
  { step, lock }: { step: string; lock: 'scope' | 'district' },
  work: (trx: Knex.Transaction) => Promise<Result>,
): Promise<Result> {
  return fenced(db, run, execution, lock, async (trx) => {
    const startedAt = new Date();
    const result = await work(trx);
    const before = await stepResult<Result>(trx, run, step);
    const sum = { ...result };
    for (const name of Object.keys(sum) as (keyof Result)[]) {
      sum[name] = (sum[name] + (before?.result[name] ?? 0)) as Result[keyof Result];
    }
    await storeResult(trx, run, step, 0, sum, startedAt);
    return sum;
  });
}

/** The stored result of a step that is done; undefined for one that isn't. */
export async function stepResult<Result>(
  db: Knex | Knex.Transaction,
  run: Pick<RunContext, 'districtId' | 'runId'>,
  step: string,
  batch = 0,
): Promise<{ result: Result } | undefined> {
  const row = await marker<Result>(db, run, step, batch);
  return row && !row.reopened ? row : undefined;
}

/** Sets a step that is done to run again. */
export async function reopenStep(trx: Knex.Transaction, run: RunContext, step: string): Promise<void> {
  await query(
    trx,
    `update run_step set reopened = true where district_id = :districtId and run_id = :runId and step = :step`,
    { districtId: run.districtId, runId: run.runId, step },
  );
}

async function marker<Result>(
  db: Knex | Knex.Transaction,
  run: Pick<RunContext, 'districtId' | 'runId'>,
  step: string,
  batch: number,
): Promise<{ result: Result; reopened: boolean } | undefined> {
  const [row] = await query<{ result: Result; reopened: boolean }>(
    db,
    `select result, reopened from run_step where district_id = :districtId and run_id = :runId and step = :step and batch = :batch`,
    { districtId: run.districtId, runId: run.runId, step, batch },
  );
  return row;
}

async function storeResult(
  trx: Knex.Transaction,
  run: RunContext,
  step: string,
  batch: number,
  result: unknown,
  startedAt: Date,
) {
  await query(
    trx,
    `insert into run_step (district_id, run_id, step, batch, result, started_at)
     values (:districtId, :runId, :step, :batch, cast(:result as jsonb), :startedAt)
     on conflict (district_id, run_id, step, batch) do update set result = excluded.result, reopened = false, finished_at = clock_timestamp()`,
    { districtId: run.districtId, runId: run.runId, step, batch, result: JSON.stringify(result ?? null), startedAt },
  );
}

async function nameSession(trx: Knex.Transaction, run: RunContext, execution: Execution): Promise<void> {
  const { id, attempt } = execution.activity ?? { id: '-', attempt: 1 };
  const name = `${sessionName(run, execution)}${id} ${attempt}`;
  await query(trx, `select set_config('application_name', :name, true)`, { name });
}

/**
 * A worker that is stopped (a frozen machine) keeps its session, and with it the locks of the step that another worker
 * has been given meanwhile. For Temporal the earlier attempt is over, whatever it does: its session ends.
 */
async function endEarlierAttempts(db: Knex, run: RunContext, execution: Execution): Promise<void> {
  const { id, attempt } = execution.activity ?? { id: '-', attempt: 1 };
  if (attempt === 1) return;
  await query(
    db,
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and usename = current_user
       and case when starts_with(application_name, :name)
         then cast(split_part(application_name, ' ', 5) as int) < :attempt else false end`,
    { name: `${sessionName(run, execution)}${id} `, attempt },
  );
}

function isLockTimeout(error: unknown): boolean {
  return (error as { code?: unknown }).code === '55P03';
}

/** A canceled activity ends its query on the server too. */
async function cancelWith(db: Knex, trx: Knex.Transaction, signal: AbortSignal | undefined): Promise<() => void> {
  if (!signal) return () => {};
  signal.throwIfAborted();
  const [row] = await query<{ pid: number }>(trx, 'select pg_backend_pid() as pid');
  const cancel = () => void query(db, 'select pg_cancel_backend(:pid)', { pid: row?.pid }).catch(() => {});
  signal.addEventListener('abort', cancel, { once: true });
  return () => signal.removeEventListener('abort', cancel);
}
