import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import { dryRunSession, lockDryRun, lockScope } from '../db/locks.js';
import { query } from '../db/sql-files.js';
import type { RunContext } from './context.js';

interface TemporalRun {
  workflowId: string;
  temporalRunId: string;
}

/** Who wants to write: the Temporal execution of the activity. */
export interface Execution extends TemporalRun {
  /** Asks Temporal whether this very execution is the open one of its workflow id; a child's parent must be open too. */
  isOpen(): Promise<boolean>;
  /** The open execution of a child's parent: after a Reset not the one that started the child. */
  openParent?(): Promise<TemporalRun | null>;
  /** Aborted when the activity is canceled. */
  signal?: AbortSignal;
  /** Which attempt of which activity; later attempts of it end the session of an earlier one that holds a lock. */
  activity?: { id: string; attempt: number };
}

/** A dry run shares the steps of a run and writes nothing but its own record. */
export function isDryRun({ kind }: Pick<RunContext, 'kind'>): boolean {
  return kind === 'preview';
}

/**
 * What a transaction is for, as pg_stat_activity shows it: `run <run> <Temporal run id> <activity id> <attempt>`, at most
 * 63 bytes, for a dry run with another first word. Stale sessions are found by it.
 */
export function sessionName(run: Pick<RunContext, 'runId' | 'kind'>, { temporalRunId }: TemporalRun): string {
  return `${isDryRun(run) ? dryRunSession : 'run'} ${run.runId} ${temporalRunId} `;
}

/** Thrown inside a transaction when another execution holds the fence; resolved or turned into `Superseded` outside. */
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
 * Takes the fence for the open execution of its workflow id, and for its parent's. A Reset replays the same input, so
 * only Temporal's run id tells the replacing execution from the replaced one.
 *
 * @param onTaken more to do in the same transaction, under the scope's lock
 * @throws SyncFailure `Superseded` where another execution has replaced this one, its parent works at another run, or the
 *   district's level has changed
 */
export async function takeFence(
  db: Knex,
  run: RunContext,
  execution: Execution,
  onTaken: (trx: Knex.Transaction) => Promise<void> = async () => {},
): Promise<void> {
  if (!(await execution.isOpen())) throw superseded();
  const parent = (await execution.openParent?.()) ?? null;
  await db.transaction(async (trx) => {
    if (isDryRun(run)) await lockDryRun(trx, String(run.runId));
    else await lockScope(trx, run.districtId, run.scopeId);
    if (parent && (await worksElsewhere(trx, run, parent))) throw superseded();
    if (await levelWasLeft(trx, run)) throw superseded();
    for (const taker of parent ? [execution, parent] : [execution]) await give(trx, run, taker);
    await onTaken(trx);
  });
}

/**
 * A run that opens takes the fences of the scope's earlier runs: what these left behind must not write after it.
 * Their sessions end, for one that a stopped process holds would block their staging tables.
 */
export async function revokeOtherRuns(trx: Knex.Transaction, run: RunContext): Promise<void> {
  await revoke(trx, run, `e.run_id <> :runId`, {});
}

/** An orphaned child: the open parent serves a run of its own. */
async function worksElsewhere(trx: Knex.Transaction, run: RunContext, parent: TemporalRun): Promise<boolean> {
  const rows = await query(
    trx,
    `select from run_execution where district_id = :districtId and run_id <> :runId
       and workflow_id = :workflowId and temporal_run_id = :temporalRunId`,
    {
      districtId: run.districtId,
      runId: run.runId,
      workflowId: parent.workflowId,
      temporalRunId: parent.temporalRunId,
    },
  );
  return rows.length > 0;
}

/** The district went over to syncs of the other level since: what this run would write is no longer its scope's. */
async function levelWasLeft(trx: Knex.Transaction, run: RunContext): Promise<boolean> {
  const rows = await query(
    trx,
    `select from run r join scope s using (district_id, scope_id)
     where r.district_id = :districtId and r.run_id > :runId and r.kind <> 'preview' and (s.school_id is null) <> :isDistrict limit 1`,
    { districtId: run.districtId, runId: run.runId, isDistrict: run.school === null },
  );
  return rows.length > 0;
}

async function give(trx: Knex.Transaction, run: RunContext, { workflowId, temporalRunId }: TemporalRun) {
  const taker = { workflowId, temporalRunId };
  await revoke(trx, run, `e.workflow_id = :workflowId and e.temporal_run_id <> :temporalRunId`, taker);
  await query(
    trx,
    `insert into run_execution as e (district_id, run_id, workflow_id, temporal_run_id)
     values (:districtId, :runId, :workflowId, :temporalRunId)
     on conflict (district_id, run_id, workflow_id) do update
       set temporal_run_id = excluded.temporal_run_id, attempt = e.attempt + 1, taken_at = now()
       where e.temporal_run_id <> excluded.temporal_run_id`,
    { districtId: run.districtId, runId: run.runId, ...taker },
  );
}

/**
 * Executions of the scope that match lose the fence. Their sessions end first: they hold the share lock, and a stopped
 * process holds it for as long as it is stopped.
 */
async function revoke(trx: Knex.Transaction, run: RunContext, where: string, values: Record<string, unknown>) {
  const all = { districtId: run.districtId, scopeId: run.scopeId, runId: run.runId, ...values };
  const revoked = `run_execution e join run r using (district_id, run_id)
     where e.district_id = :districtId and r.scope_id = :scopeId and ${where}`;
  await query(
    trx,
    `select pg_terminate_backend(a.pid) from pg_stat_activity a, (select run_id, temporal_run_id, r.kind from ${revoked}) old
     where a.datname = current_database() and a.usename = current_user
       and starts_with(a.application_name,
         concat(case old.kind when 'preview' then :dryRun else 'run' end, ' ', old.run_id, ' ', old.temporal_run_id, ' '))`,
    { ...all, dryRun: dryRunSession },
  );
  await query(
    trx,
    `update run_execution set temporal_run_id = '',
       last_temporal_run_id = coalesce(nullif(temporal_run_id, ''), last_temporal_run_id)
     where (district_id, run_id, workflow_id) in
       (select e.district_id, e.run_id, e.workflow_id from ${revoked})`,
    all,
  );
}

export function superseded(): SyncFailure {
  return new SyncFailure(
    'Superseded',
    'Another execution of this sync has taken over (a Reset or a newer start), or its sync has ended. This one stops; nothing needs to be done.',
  );
}
