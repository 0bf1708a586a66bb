import type { Knex } from 'knex';
import { numbersReadOtherwise, readNumbersAgain, tellNumbersRead } from '../contact-keys/read-again.js';
import type { OpenedRun } from '../contract/activities.js';
import { SyncFailure } from '../contract/failures.js';
import { stepsOf } from '../contract/parts.js';
import { type RequestOptions, type SyncRequest, scheduleRequester } from '../contract/requests.js';
import { lockDryRun } from '../db/locks.js';
import { query } from '../db/sql-files.js';
import { changeLevel, levelStep } from '../levels/change.js';
import { isOtherLevel, lockForRun } from '../levels/enter.js';
import { rosterCollections } from '../roster/model.js';
import { loadRun } from '../runs/context.js';
import { type Execution, isDryRun, revokeOtherRuns, superseded } from '../runs/fence.js';
import { assertLevel } from '../settings/levels.js';
import { findScope, type Scope } from '../settings/scopes.js';
import { syncsGuardians } from '../settings/sync-settings.js';
import { closeInterrupted } from './interrupted.js';
import { createStaging } from './parts.js';

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
    }
    const read = isDryRun(request) ? null : await readNumbersAgain(trx, scope);
    const runId = await insertRun(trx, scope, request, execution);
    if (read) await tellNumbersRead(trx, runId, read);
    return { runId, begunBefore: false };
  });
  return {
    runId,
    begunBefore,
    names: scope.names,
    rosterCollections: scope.settings.roster.source === 'none' ? [] : [...rosterCollections],
    // A person who uploads a file wants it applied, also if the scope doesn't fetch one by itself.
    guardiansEnabled: syncsGuardians(scope.settings) || request.upload !== undefined,
    attributesEnabled: scope.settings.studentAttributes.enabled,
    waitForFileMinutes: request.requestedBy === scheduleRequester ? scope.settings.guardians.waitForFileMinutes : 0,
    hasRoster: await hasRoster(db, scope),
  };
}

/** @throws SyncFailure `PreviewNotYet` if the sync would begin with what a dry run can't rehearse */
async function enterDryRun(trx: Knex.Transaction, scope: Scope, { requestId }: SyncRequest): Promise<void> {
  await lockDryRun(trx, requestId);
  await assertLevel(trx, scope);
  const first = (await isOtherLevel(trx, scope))
    ? 'takes people over from syncs of the other level (district or school)'
    : (await numbersReadOtherwise(trx, scope))
      ? 'reads stored phone numbers again, by another country, column or rules than before'
      : null;
  if (first === null) return;
  throw new SyncFailure(
    'PreviewNotYet',
    `The next sync of "${scope.slug}" first ${first}, and a dry run can't show that. Sync once; then dry runs go on.`,
  );
}

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
  await createStaging(trx, run);
  return runId;
}

function optionsOf({ upload, revert }: SyncRequest): RequestOptions {
  return { ...(upload ? { upload } : {}), ...(revert ? { revert } : {}) };
}

async function hasRoster(db: Knex, scope: Scope): Promise<boolean> {
  const rows = await query(
    db,
    `select from run_step s join run r using (district_id, run_id)
     where r.district_id = :districtId and r.scope_id = :scopeId and r.kind <> 'preview' and s.step in (:applied, :moved)
       and s.result -> 'held' is null limit 1`,
    { districtId: scope.districtId, scopeId: scope.scopeId, applied: stepsOf('roster').apply, moved: levelStep },
  );
  return rows.length > 0;
}
