import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import type { RunContext } from '../runs/context.js';
import { revokeOtherRuns } from '../runs/fence.js';
import { dropStagingOf } from '../runs/staging.js';

/**
 * Runs of the level that is left may not write any more, also those that wait for an answer: their fences are taken, and
 * `takeFence` gives them none. What they staged goes.
 */
export async function endOtherRuns(trx: Knex.Transaction, run: RunContext): Promise<void> {
  const scopes = await query<{ scope_id: number }>(
    trx,
    `select scope_id from scope where district_id = :districtId and (school_id is null) <> :isDistrict`,
    { districtId: run.districtId, isDistrict: run.school === null },
  );
  for (const { scope_id: scopeId } of scopes) await revokeOtherRuns(trx, { ...run, scopeId });
  const values = { districtId: run.districtId, runId: run.runId, scopes: scopes.map(({ scope_id }) => scope_id) };
  await query(
    trx,
    `update run set status = 'cancelled', finished_at = now(), failure_code = 'LevelChanged',
       failure_message = 'The district went over to syncs of the other level (district or school) while this run was open.'
     where district_id = :districtId and scope_id = any (:scopes) and status = 'running'`,
    values,
  );
  await dropStagingOf(trx, 'r.scope_id = any (:scopes)', values);
}
