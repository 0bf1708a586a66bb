import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';

/**
 * Drops what runs staged, of whatever part: each staging table ends in the number of its run.
 *
 * @param which condition on `run r`
 */
export async function dropStagingOf(
  trx: Knex.Transaction,
  which: string,
  values: Record<string, unknown>,
): Promise<void> {
  const left = await query<{ name: string }>(
    trx,
    `select format('staging.%I', t.relname) as name
     from pg_class t join run r on r.run_id = cast(substring(t.relname from '_([0-9]+)$') as bigint)
     where t.relnamespace = cast('staging' as regnamespace) and t.relkind = 'r'
       and r.district_id = :districtId and ${which}
     order by t.relname`,
    values,
  );
  if (left.length > 0) await query(trx, `drop table if exists ${left.map(({ name }) => name).join(', ')}`);
}
