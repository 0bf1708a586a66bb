import type { Knex } from 'knex';
import { numbersReadOtherwise } from '../contact-keys/differ.js';
import { readStaffNumbersAgain } from '../contact-keys/staff.js';
import type { OpenedRun } from '../contract/activities.js';
import { SyncFailure } from '../contract/failures.js';
import { type RequestOptions, type SyncRequest, scheduleRequester } from '../contract/requests.js';
import { syncsGuardians } from '../contract/settings.js';
import type { SyncPart } from '../contract/status.js';
import { lockDryRun } from '../db/locks.js';
import { query } from '../db/sql-files.js';
import { createGuardianStaging, dropGuardianStaging } from '../guardians/stage.js';
import { changeLevel } from '../levels/change.js';
import { isOtherLevel, lockForRun } from '../levels/enter.js';
import { rosterCollections } from '../roster/model.js';
import { createRosterStaging, dropRosterStaging } from '../roster/stage.js';
import { assertLevel } from '../settings/levels.js';
import { findScope, type Scope } from '../settings/scopes.js';
import { createAttributeStaging, dropAttributeStaging } from '../student-attributes/stage.js';
import { loadRun, type RunContext } from './context.js';
import { type Execution, isDryRun, revokeOtherRuns, superseded, takeFence } from './fence.js';
import { previewYielded, yielded } from './preview-yielded.js';
import { lastStepOf } from './questions.js';

/**
 * Opens the run of a request, with a copy of the scope's settings and its staging tables. A request seen before (a
 * Reset re-applies signals) gets the run that it had; its first step takes the fence.
 *
 * @throws SyncFailure `UnknownScope`, `SyncLevelsOverlap`, `Superseded`
 */
export async function openRun(db: Knex, slug: string, request: SyncRequest, execution: Execution): Promise<OpenedRun> {
  const scope = await findScope(db, slug);
  const { runId, begunBefore } = await db.transaction(async (trx) => {
    if (isDryRun(request)) await enterDryRun(trx, scope, request);
    else await lockForRun(trx, scope);
    const known = await findRun(trx, scope, request, execution);
    if (known) return known;
    // An attempt of a replaced execution that wakes up late must not open a run that nobody will close.
    if (!(await execution.isOpen())) throw superseded();
    if (!isDryRun(request)) {
      await changeLevel(trx, scope, request);
      await readStaffNumbersAgain(trx, scope);
    }
    return { runId: await insertRun(trx, scope, request, execution), begunBefore: false };
  });
  return {
    runId,
    begunBefore,
    names: scope.names,
    rosterCollections: scope.settings.roster.source === 'none' ? [] : [...rosterCollections],
    // A person who uploads a file wants it applied, also where the scope doesn't fetch one by itself.
    guardiansEnabled: syncsGuardians(scope.settings) || request.upload !== undefined,
    attributesEnabled: scope.settings.studentAttributes.enabled,
    waitForFileMinutes: request.requestedBy === scheduleRequester ? scope.settings.guardians.waitForFileMinutes : 0,
    hasRoster: await hasRoster(db, scope),
  };
}

/** @throws SyncFailure `PreviewNotYet` where the sync would begin with what a dry run can't rehearse */
async function enterDryRun(trx: Knex.Transaction, scope: Scope, { requestId }: SyncRequest): Promise<void> {
  await lockDryRun(trx, requestId);
  await assertLevel(trx, scope);
  const first = (await isOtherLevel(trx, scope))
    ? 'takes people over from syncs of the other level (district or school)'
    : (await numbersReadOtherwise(trx, scope))
      ? 'reads stored phone numbers again, by another country or column than before'
      : null;
  if (first === null) return;
  throw new SyncFailure(
    'PreviewNotYet',
    `The next sync of "${scope.slug}" first ${first}, and a dry run can't show that. Sync once; then dry runs go on.`,
  );
}

/**
 * Sets a run that needed attention to running again: settings as they are now, and what the given parts had fetched
 * and staged is forgotten, for a person has changed the file, the folder or the settings since.
 */
export async function reopenRun(trx: Knex.Transaction, run: RunContext, forget: readonly SyncPart[]): Promise<void> {
  const scope = await findScope(trx, run.scope);
  await query(
    trx,
    `update run set status = 'running', finished_at = null, failure_code = null, failure_message = null, failed_step = null,
       settings = cast(:settings as jsonb)
     where district_id = :districtId and run_id = :runId`,
    { districtId: run.districtId, runId: run.runId, settings: JSON.stringify(scope.settings) },
  );
  for (const part of forget) {
    const steps = stepsOf[part];
    if (steps.length === 0) continue;
    const values = { districtId: run.districtId, runId: run.runId, steps: `^(${steps.join('|')})(/|$)` };
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
    if (part === 'roster') {
      await dropRosterStaging(trx, run);
      await createRosterStaging(trx, run);
    } else if (part === 'attributes') {
      await dropAttributeStaging(trx, run);
      await createAttributeStaging(trx, run);
    } else {
      await dropGuardianStaging(trx, run);
      await createGuardianStaging(trx, run);
    }
  }
  // The findings of every step that will run again.
  await query(
    trx,
    `delete from run_finding f where f.district_id = :districtId and f.run_id = :runId and not exists (
       select from run_step s where s.district_id = f.district_id and s.run_id = f.run_id and s.step = f.step and s.batch = f.batch and not s.reopened)`,
    { districtId: run.districtId, runId: run.runId },
  );
}

/**
 * Before a step of a run: this execution has the fence. An execution that replaces another (a Reset) and finds the run
 * closed opens it again, as `retryFailed` does: what was not applied is fetched anew, what was stays.
 *
 * @returns whether the run was opened again: its settings may be others now
 * @throws SyncFailure `Superseded`; `PreviewYielded` where a sync has ended this dry run
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
    if (row.failure_code === yielded) throw previewYielded(run.scope);
    reopened = true;
    const forget = (['roster', 'guardians', 'attributes'] as const).filter(
      (part) => !row.applied.includes(lastStepOf[part]),
    );
    await reopenRun(trx, run, forget);
  });
  return reopened;
}

const stepsOf: Record<SyncPart, readonly string[]> = {
  roster: ['fetchRoster', 'stageRoster', 'applyRoster'],
  guardians: ['fetchGuardianFile', 'decodeGuardianFile', 'parseGuardianBatch', 'reconcileGuardians'],
  attributes: ['fetchAttributeFile', 'decodeAttributeFile', 'parseAttributeBatch', 'applyAttributes'],
  revert: [],
  accounts: [],
};

async function findRun(
  trx: Knex.Transaction,
  scope: Scope,
  request: SyncRequest,
  { workflowId, temporalRunId }: Execution,
): Promise<{ runId: number; begunBefore: boolean } | undefined> {
  const [row] = await query<{ runId: number; begunBefore: boolean }>(
    trx,
    `select r.run_id as "runId", not exists (
         select from run_execution e where e.district_id = r.district_id and e.run_id = r.run_id
           and e.workflow_id = :workflowId and e.temporal_run_id = :temporalRunId) as "begunBefore"
     from run r where r.district_id = :districtId and r.scope_id = :scopeId and r.request_id = :requestId`,
    {
      districtId: scope.districtId,
      scopeId: scope.scopeId,
      requestId: request.requestId,
      workflowId,
      temporalRunId,
    },
  );
  return row;
}

async function insertRun(
  trx: Knex.Transaction,
  scope: Scope,
  request: SyncRequest,
  execution: Execution,
): Promise<number> {
  const [row] = await query<{ run_id: number }>(
    trx,
    `insert into run (district_id, scope_id, request_id, kind, options, requested_by, settings)
     values (:districtId, :scopeId, :requestId, :kind, cast(:options as jsonb), :requestedBy, cast(:settings as jsonb))
     returning run_id`,
    {
      districtId: scope.districtId,
      scopeId: scope.scopeId,
      requestId: request.requestId,
      kind: request.kind,
      options: JSON.stringify(optionsOf(request)),
      requestedBy: request.requestedBy,
      settings: JSON.stringify(scope.settings),
    },
  );
  const runId = row?.run_id as number;
  await query(
    trx,
    `insert into run_execution (district_id, run_id, workflow_id, temporal_run_id)
     values (:districtId, :runId, :workflowId, :temporalRunId)`,
    { districtId: scope.districtId, runId, workflowId: execution.workflowId, temporalRunId: execution.temporalRunId },
  );
  const run = await loadRun(trx, runId);
  if (!isDryRun(run)) {
    await revokeOtherRuns(trx, run);
    await closeInterrupted(trx, scope, runId);
  }
  await createRosterStaging(trx, run);
  await createGuardianStaging(trx, run);
  await createAttributeStaging(trx, run);
  return runId;
}

function optionsOf({ upload, revert }: SyncRequest): RequestOptions {
  return { ...(upload ? { upload } : {}), ...(revert ? { revert } : {}) };
}

/**
 * A workflow that was terminated leaves its run open and its staging tables there; the scope's next run tidies up. Dry runs
 * that are under way end too: what they would say is no longer so.
 */
async function closeInterrupted(trx: Knex.Transaction, scope: Scope, runId: number): Promise<void> {
  const values = { districtId: scope.districtId, scopeId: scope.scopeId, runId };
  await query(
    trx,
    `update run set status = 'cancelled', finished_at = now(),
       failure_code = case kind when 'preview' then :yielded else 'Interrupted' end,
       failure_message = case kind when 'preview' then :sentence
         else 'The workflow of this run was ended from outside before the run was closed.' end
     where district_id = :districtId and scope_id = :scopeId and run_id < :runId and status = 'running'`,
    { ...values, yielded, sentence: previewYielded(scope.slug).message },
  );
  const left = await query<{ run_id: number }>(
    trx,
    `select run_id from run where district_id = :districtId and scope_id = :scopeId and run_id < :runId
       and to_regclass('staging.guardian_row_' || run_id) is not null`,
    values,
  );
  for (const { run_id } of left) {
    const run = await loadRun(trx, run_id);
    await dropGuardianStaging(trx, run);
    await dropAttributeStaging(trx, run);
    await dropRosterStaging(trx, run);
  }
}

async function hasRoster(db: Knex, scope: Scope): Promise<boolean> {
  const rows = await query(
    db,
    `select from run_step s join run r using (district_id, run_id)
     where r.district_id = :districtId and r.scope_id = :scopeId and r.kind <> 'preview' and s.step in ('applyRoster', 'changeLevel')
       and s.result -> 'held' is null limit 1`,
    { districtId: scope.districtId, scopeId: scope.scopeId },
  );
  return rows.length > 0;
}
