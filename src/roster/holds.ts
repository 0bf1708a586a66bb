import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import { holdReason, percentage } from '../holds/reasons.js';
import type { RunContext } from '../runs/context.js';
import type { HoldReason } from '../runs/held.js';
import { rosterStagingTable } from './stage.js';

const fewest = 10;

/** Students and staff who stay the same records but would get another name: of many at once, IDs were reassigned. */
export async function renamedPeople(trx: Knex.Transaction, run: RunContext): Promise<HoldReason[]> {
  const reasons: HoldReason[] = [];
  for (const [collection, table, code] of [
    ['students', 'student', 'students-renamed'],
    ['staff', 'staff', 'staff-renamed'],
  ] as const) {
    const [row] = await query<{ renamed: number; active: number }>(
      trx,
      `select count(*) filter (where name_key(case when r.first_name = chr(31) then t.first_name else r.first_name end,
           case when r.last_name = chr(31) then t.last_name else r.last_name end) <> name_key(t.first_name, t.last_name)) as renamed,
         count(*) as active
       from ${table} t
       left join (
         select distinct on (source_id) * from ${rosterStagingTable(run, collection)} order by source_id, line
       ) as r using (source_id)
       where t.district_id = :districtId and t.scope_id = :scopeId and t.archived_at is null`,
      { districtId: run.districtId, scopeId: run.scopeId },
    );
    const { renamed, active } = row!;
    const limit = run.settings.hold.namePercent;
    if (renamed < fewest || renamed * 100 <= active * limit) continue;
    const percent = percentage(renamed, active);
    reasons.push(holdReason(code, percent, { renamed, active, scope: run.scope, percent, limit }));
  }
  return reasons;
}
