import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import { dropStagingOf } from '../runs/staging.js';
import type { Scope } from '../settings/scopes.js';
import { dryRunYielded, yielded } from './dry-run-yielded.js';

/**
 * A workflow that was terminated leaves its run open and its staging tables there; the scope's next run tidies up. Dry runs
 * that are under way end too: what they would say is no longer so.
 */
export async function closeInterrupted(trx: Knex.Transaction, scope: Scope, runId: number): Promise<void> {
  const values = { districtId: scope.districtId, scopeId: scope.scopeId, runId };
  await query(
    trx,
    `update run set status = 'cancelled', finished_at = now(),
       failure_code = case kind when 'preview' then :yielded else 'Interrupted' end,
       failure_message = case kind when 'preview' then :sentence
         else 'The workflow of this run was ended from outside before the run was closed.' end
     where district_id = :districtId and scope_id = :scopeId and run_id < :runId and status = 'running'`,
    { ...values, yielded, sentence: dryRunYielded(scope.slug).message },
  );
  await dropStagingOf(trx, 'r.scope_id = :scopeId and r.run_id < :runId', values);
}
