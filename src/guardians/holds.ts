import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import { holdReason, percentage } from '../holds/reasons.js';
import type { RunContext } from '../runs/context.js';
import type { HoldReason } from '../runs/held.js';

const householdPercent = 1;
const fewest = 10;

const householdShare = 1 / 4;
const fewestHouseholds = 2;

/** Rows of one id are one guardian, so a household's id in the place of a person's would make one person of two parents. */
export async function householdIds(trx: Knex.Transaction): Promise<HoldReason[]> {
  const [row] = await query<{ shared: number; ids: number }>(
    trx,
    'select (select count(*) from shared_id) as shared, (select count(*) from named_id) as ids',
  );
  const { shared, ids } = row!;
  const areMany = shared >= fewest || (shared >= fewestHouseholds && shared >= ids * householdShare);
  if (!areMany || shared * 100 <= ids * householdPercent) return [];
  return [holdReason('household-ids', percentage(shared, ids), { shared, ids })];
}

const ownPercent = 10;
const fewestOwn = 5;

/** Rows that have a student's email, or the name of their own student: of many at once the file lists students. */
export function ownStudents({ own, rows }: { own: number; rows: number }): HoldReason[] {
  if (own < fewestOwn || own * 100 <= rows * ownPercent) return [];
  const percent = percentage(own, rows);
  return [holdReason('own-students', percent, { own, rows, percent })];
}

/** Guardians who stay the same persons but would get another name, email or mobile phone: of many at once a wrong file. */
export async function contactsChanged(trx: Knex.Transaction, run: RunContext): Promise<HoldReason[]> {
  const [row] = await query<{ changed: number; active: number }>(
    trx,
    `select (
         select count(*) from guardian g join chosen c using (guardian_id)
         where g.district_id = :districtId and g.scope_id = :scopeId and g.archived_at is null and c.differs
           and (name_key(c.first_name, c.last_name), c.email, c.mobile_phone) is distinct from (g.name_key, g.email, g.mobile_phone)
       ) as changed, (
         select count(*) from guardian where district_id = :districtId and scope_id = :scopeId and archived_at is null
       ) as active`,
    { districtId: run.districtId, scopeId: run.scopeId },
  );
  const { changed, active } = row!;
  const limit = run.settings.hold.contactPercent;
  if (changed < fewest || changed * 100 <= active * limit) return [];
  const percent = percentage(changed, active);
  return [holdReason('contacts-changed', percent, { changed, active, scope: run.scope, percent, limit })];
}
