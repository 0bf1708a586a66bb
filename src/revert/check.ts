import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import { query } from '../db/sql-files.js';
import { accountKinds, recordKinds } from './kinds.js';

interface Target {
  scope_id: number;
  slug: string;
  kind: string;
  status: string;
  /** The reverts that follow from it: the first reverted the run, the second the first … */
  chain: number[];
}

/**
 * Whether a run of a scope can be reverted at all.
 *
 * @throws SyncFailure `UnknownRun`, `RunOfOtherScope`, `NothingToRevert`, `RunNotRevertible`, `RunNotEnded`, `AlreadyReverted`
 */
export async function assertRevertible(
  db: Knex | Knex.Transaction,
  scope: { districtId: number; scopeId: number; slug: string },
  runId: number,
): Promise<void> {
  const [target] = await query<Target>(
    db,
    `with recursive chain as (
       select run_id, 1 as place from run where district_id = :districtId and reverts_run = :runId
       union all
       select r.run_id, place + 1 from chain join run r on r.district_id = :districtId and r.reverts_run = chain.run_id
     )
     select r.scope_id, s.slug, r.kind, r.status, array(select run_id from chain order by place) as chain
     from run r join scope s using (district_id, scope_id)
     where r.district_id = :districtId and r.run_id = :runId`,
    { districtId: scope.districtId, runId },
  );
  const list = `"dailysync runs ${scope.slug}" lists the runs of the scope.`;
  if (!target) throw new SyncFailure('UnknownRun', `There is no run ${runId} in ${scope.slug}. ${list}`);
  if (target.scope_id !== scope.scopeId)
    throw new SyncFailure(
      'RunOfOtherScope',
      `Run ${runId} is a run of ${target.slug}, not of ${scope.slug}. Revert it there, or choose another run: ${list}`,
    );
  if (target.kind === 'preview')
    throw new SyncFailure(
      'NothingToRevert',
      `Run ${runId} was a dry run. It changed nothing, so there is nothing to revert.`,
    );
  if (target.kind === 'level')
    throw new SyncFailure(
      'RunNotRevertible',
      `Run ${runId} moved records between the syncs of schools and district. To go back, turn the other level on again.`,
    );
  if (target.status === 'running')
    throw new SyncFailure(
      'RunNotEnded',
      `Run ${runId} is still running. Revert it when it has ended, or cancel it first.`,
    );
  const [revert] = target.chain;
  if (revert === undefined) return;
  const last = target.chain.at(-1);
  const sentence =
    target.chain.length % 2 === 1
      ? `Run ${runId} was reverted by run ${revert}. To have its changes again, revert run ${last}.`
      : `Run ${runId} was reverted by run ${revert}, and run ${last} undid that. To revert it once more, revert run ${last}.`;
  throw new SyncFailure('AlreadyReverted', sentence);
}

/**
 * Whether a run changed anything. The revert itself finds out too, but then as a run that needs attention; asked before,
 * none is started.
 *
 * @throws SyncFailure `NothingToRevert`
 */
export async function assertChanged(db: Knex, { districtId }: { districtId: number }, runId: number): Promise<void> {
  const written = [...recordKinds, ...accountKinds].map(
    ({ table }) => `exists (select from ${table} where district_id = :districtId and created_run = :runId)`,
  );
  // The audit has an index by run: mostly it answers alone.
  const [row] = await query<{ changed: boolean }>(
    db,
    `select case when exists (select from change where district_id = :districtId and run_id = :runId)
         or exists (select from withheld where district_id = :districtId and run_id = :runId)
         or exists (select from withheld_settled where district_id = :districtId and settled_run = :runId) then true
       else ${written.join(' or ')} end as changed`,
    { districtId, runId },
  );
  if (!row?.changed) throw nothingToRevert(runId);
}

export function nothingToRevert(runId: number): SyncFailure {
  return new SyncFailure('NothingToRevert', `Run ${runId} changed no record, so there is nothing to revert.`);
}
