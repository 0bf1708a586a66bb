import type { Knex } from 'knex';
import { type StagedPart, type SyncPart, stagedParts, stepsOf } from '../contract/parts.js';
import { query } from '../db/sql-files.js';
import type { RunContext } from '../runs/context.js';
import { type Execution, takeFence } from '../runs/fence.js';
import { findScope } from '../settings/scopes.js';
import { dryRunYielded, yielded } from './dry-run-yielded.js';
import { renewStaging } from './parts.js';

/**
 * Sets a run that needed attention to running again: settings as they are now, and what the given parts had fetched
 * and staged is forgotten, for a person has changed the file, the folder or the settings since.
 */
export async function reopenRun(trx: Knex.Transaction, run: RunContext, forget: readonly SyncPart[]): Promise<void> {
  const scope = await findScope(trx, run.scope);
  await query(
    trx,
    `update run set status = 'running', finished_at = null, failure_code = null, failure_message = null, failed_step = null,
       failed_parts = null,
       settings = cast(:settings as jsonb)
     where district_id = :districtId and run_id = :runId`,
    { districtId: run.districtId, runId: run.runId, settings: JSON.stringify(scope.settings) },
  );
  for (const part of stagedParts.filter((each) => forget.includes(each))) await forgetPart(trx, run, part);
  // The findings of every step that will run again.
  await query(
    trx,
    `delete from run_finding f where f.district_id = :districtId and f.run_id = :runId and not exists (
       select from run_step s where s.district_id = f.district_id and s.run_id = f.run_id and s.step = f.step and s.batch = f.batch and not s.reopened)`,
    { districtId: run.districtId, runId: run.runId },
  );
}

async function forgetPart(trx: Knex.Transaction, run: RunContext, part: StagedPart): Promise<void> {
  const steps = `^(${Object.values(stepsOf(part)).join('|')})(/|$)`;
  const values = { districtId: run.districtId, runId: run.runId, steps };
  await query(
    trx,
    `delete from run_step where district_id = :districtId and run_id = :runId and step ~ :steps`,
    values,
  );
  await query(
    trx,
    `delete from staged_batch where district_id = :districtId and run_id = :runId and collection ~ :steps`,
    values,
  );
  await renewStaging(trx, run, part);
}

/**
 * Before a step of a run: this execution has the fence. An execution that replaces another (a Reset) and finds the run
 * closed opens it again, as `retryFailed` does: what was not applied is fetched again; what was applied stays.
 *
 * @returns whether the run was opened again: its settings may be others now
 * @throws SyncFailure `Superseded`; `PreviewYielded` if a sync has ended this dry run
 */
export async function enterRun(db: Knex, run: RunContext, execution: Execution): Promise<boolean> {
  const [state] = await query<{ temporal_run_id: string | null }>(
    db,
    `select e.temporal_run_id from run_execution e
     where e.district_id = :districtId and e.run_id = :runId and e.workflow_id = :workflowId`,
    { districtId: run.districtId, runId: run.runId, workflowId: execution.workflowId },
  );
  if (state?.temporal_run_id === execution.temporalRunId) return false;
  let reopened = false;
  await takeFence(db, run, execution, async (trx) => {
    const [row] = await query<{ closed: boolean; failure_code: string | null; applied: string[] }>(
      trx,
      `select finished_at is not null as closed, failure_code,
         array(select step from run_step s where s.district_id = r.district_id and s.run_id = r.run_id) as applied
       from run r where district_id = :districtId and run_id = :runId`,
      { districtId: run.districtId, runId: run.runId },
    );
    if (!row?.closed) return;
    if (row.failure_code === yielded) throw dryRunYielded(run.scope);
    reopened = true;
    await reopenRun(
      trx,
      run,
      stagedParts.filter((part) => !row.applied.includes(stepsOf(part).apply)),
    );
  });
  return reopened;
}
