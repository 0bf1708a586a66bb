import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import { holdReason, percentage } from '../holds/reasons.js';
import type { RunContext } from '../runs/context.js';
import type { HoldReason } from '../runs/held.js';

const householdPercent = 1;
const fewest = 10;

/** Rows of one id are one guardian, so a household's id in the place of a person's would make one person of two parents. */
export async function householdIds(trx: Knex.Transaction): Promise<HoldReason[]> {
  const [row] = await query<{ several: number; ids: number }>(
    trx,
    'select count(*) filter (where several_names) as several, count(*) as ids from named_id',
  );
  const { several, ids } = row!;
  if (several < fewest || several * 100 <= ids * householdPercent) return [];
  return [holdReason('household-ids', percentage(several, ids), { several, ids })];
}

const ownPercent = 10;
const fewestOwn = 5;

/** Rows that have a student's email, or the name of their own student: of many at once the file lists students. */
export async function ownStudents(
  trx: Knex.Transaction,
  { districtId }: Pick<RunContext, 'districtId'>,
): Promise<HoldReason[]> {
  const [row] = await query<{ own: number; rows: number }>(
    trx,
    `select count(*) filter (
         where r.row_id in (select row_id from emptied_cell where is_students)
           -- First names differ in nearly all rows, and a key is dear.
           or case when lower(r.first_name) = lower(s.first_name) then r.name_key = name_key(s.first_name, s.last_name) end
       ) as own,
       count(*) as rows
     from file_row r
     left join student s on s.district_id = :districtId and s.student_id = r.student_id
       and s.first_name <> '' and s.last_name <> ''`,
    { districtId },
  );
  const { own, rows } = row!;
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
