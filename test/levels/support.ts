import type { Knex } from 'knex';
import { query } from '../../src/db/sql-files.js';
import { changeLevel } from '../../src/levels/change.js';
import { lockForRun } from '../../src/levels/enter.js';
import type { TestDistrict } from '../guardians/harness.js';

let requests = 0;

/** As the first run of a scope of the other level does. @returns the run of the change; null where nobody was to move */
export async function goOverTo(
  to: Pick<TestDistrict, 'db' | 'districtId' | 'scopeId' | 'settings'>,
  inside: (trx: Knex.Transaction) => Promise<void> = async () => {},
): Promise<number | null> {
  const { districtId, scopeId, settings } = to;
  const scope = { districtId, scopeId, slug: 'the scope', settings, enabled: true };
  requests += 1;
  const request = { requestId: `change ${requests}`, requestedBy: 'the test' };
  return to.db.transaction(async (trx) => {
    await lockForRun(trx, scope);
    const run = await changeLevel(trx, scope, request);
    await inside(trx);
    return run;
  });
}

/** Students of the schools of the given scopes: as each school's sync brings them, or the district's. */
export async function addStudents(
  into: TestDistrict,
  schools: readonly TestDistrict[],
  ...ids: string[]
): Promise<void> {
  await into.students(...ids);
  await query(
    into.db,
    `update student set school_id = c.ids[1], school_ids = c.ids
     from (select array_agg(school_id order by school_id) as ids from scope where scope_id = any (:scopes)) as c
     where district_id = :districtId and scope_id = :scopeId and sis_id = any (:ids)`,
    {
      districtId: into.districtId,
      scopeId: into.scopeId,
      scopes: schools.map(({ scopeId }) => scopeId),
      ids,
    },
  );
}

export interface OpenLink {
  scope: string;
  student: string;
  guardian: string;
  relationship: string;
  account: number | null;
}

/** The open links of a district with whom they tie, without our own ids but the account's. */
export async function openLinks(of: TestDistrict): Promise<OpenLink[]> {
  return query<OpenLink>(
    of.db,
    `select c.slug as scope, s.sis_id as student,
       concat_ws(' ', g.sis_id, g.first_name, g.last_name, nullif(g.email, ''), nullif(g.mobile_phone, '')) as guardian, l.relationship,
       r.account_id as account
     from guardian_link l
     join guardian g using (district_id, guardian_id)
     join student s on s.district_id = l.district_id and s.student_id = l.student_id
     join scope c on c.district_id = l.district_id and c.scope_id = l.scope_id
     left join role r on r.district_id = l.district_id and r.kind = 'guardian' and r.entity_id = g.guardian_id and r.ended_at is null
     where l.district_id = :districtId and l.archived_at is null
     order by 1, 2, 3, 4`,
    { districtId: of.districtId },
  );
}

/** What must hold of a district at all times, as counts of what breaks it. */
export async function broken(of: TestDistrict): Promise<Record<string, number>> {
  const [row] = await query<Record<string, number>>(
    of.db,
    `select
       (select count(*) from guardian_link l join student s using (district_id, student_id)
        where l.district_id = :districtId and l.archived_at is null and s.archived_at is not null) as "links of archived students",
       (select count(*) from guardian_link l join guardian g using (district_id, guardian_id)
        where l.district_id = :districtId and l.archived_at is null and g.archived_at is not null) as "links of archived guardians",
       (select count(*) from guardian g where g.district_id = :districtId and g.archived_at is null and not exists (
          select from guardian_link l where l.district_id = g.district_id and l.guardian_id = g.guardian_id and l.archived_at is null)) as "guardians without link",
       (select count(*) from guardian_link l join student s using (district_id, student_id) join guardian g using (district_id, guardian_id)
        where l.district_id = :districtId and l.archived_at is null and (l.scope_id <> s.scope_id or l.scope_id <> g.scope_id)) as "links across scopes",
       (select count(*) from (select from student where district_id = :districtId and archived_at is null
          group by source_id, school_ids having count(*) > 1) as d) as "students twice",
       (select count(*) from (select from guardian_link l join student s using (district_id, student_id) join guardian g using (district_id, guardian_id)
          where l.district_id = :districtId and l.archived_at is null
          group by l.scope_id, s.source_id, coalesce(g.sis_id, g.contact_key, g.guardian_id::text) having count(*) > 1) as d) as "links twice"`,
    { districtId: of.districtId },
  );
  return Object.fromEntries(Object.entries(row!).filter(([, count]) => count > 0));
}
