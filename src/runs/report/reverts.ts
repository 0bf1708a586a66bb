import type { Knex } from 'knex';
import { stepsOf, tablesOf } from '../../contract/parts.js';
import { query } from '../../db/sql-files.js';
import type { RunReport } from './types.js';

const tables = tablesOf();

/** What a run has put back, and the run that has put it back. */
export async function reportReverts(
  db: Knex,
  run: { districtId: number; runId: number },
): Promise<Pick<RunReport, 'reverted' | 'revertedBy'>> {
  const [row] = await query<Pick<RunReport, 'reverted' | 'revertedBy'>>(
    db,
    `select
       (select jsonb_build_object('run', result -> 'run', 'kinds', result -> 'kinds') from run_step
        where district_id = :districtId and run_id = :runId and step = :revert) as reverted,
       (select b.run_id from run b where b.district_id = :districtId and b.reverts_run = :runId
          and not is_reverted(b.district_id, b.run_id)) as "revertedBy"`,
    { ...run, revert: stepsOf('revert').apply },
  );
  const { reverted, revertedBy } = row!;
  if (!reverted) return { reverted, revertedBy };
  const order = (kind: string) => tables.indexOf(kind);
  const sorted = Object.entries(reverted.kinds).sort(([a], [b]) => order(a) - order(b));
  return { reverted: { ...reverted, kinds: Object.fromEntries(sorted) }, revertedBy };
}
