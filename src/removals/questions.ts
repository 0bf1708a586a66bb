import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';

/**
 * Deletes questions that have answered themselves. Those of earlier runs are kept for a revert of this one.
 *
 * @param deletion of rows of `withheld w`, without its RETURNING
 */
export async function settleQuestions(
  trx: Knex.Transaction,
  deletion: string,
  values: Record<string, unknown>,
): Promise<void> {
  await query(
    trx,
    `with settled as (${deletion} returning w.*)
     insert into withheld_settled (district_id, settled_run, scope_id, kind, entity_id, student_id, run_id, reason, decision)
     select district_id, :runId, scope_id, kind, entity_id, student_id, run_id, reason, decision
     from settled where run_id <> :runId
     on conflict do nothing`,
    values,
  );
}
