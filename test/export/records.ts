import type { Knex } from 'knex';
import { query } from '../../src/db/sql-files.js';
import { addDistrict, type Scope } from '../../src/settings/scopes.js';

/** A small district written straight into the tables; `reverse` gives the same data in another order of our ids. */
export async function insertDistrict(db: Knex, slug: string, { reverse = false } = {}): Promise<Scope> {
  const scope = await addDistrict(db, { slug, name: 'Lake Unified' });
  const d = scope.districtId;
  const s = scope.scopeId;
  const run = await one(
    db,
    `insert into run (district_id, scope_id, request_id, settings) values (:d, :s, 'r1', '{}') returning run_id as id`,
    { d, s },
  );
  const insert = (table: string, values: Record<string, unknown>, id: string) => {
    const all = { district_id: d, created_run: run, source_run: run, ...values };
    const names = Object.keys(all);
    return one(
      db,
      `insert into ${table} (${names.join(', ')}) values (${names.map((name) => `:${name}`).join(', ')}) returning ${id} as id`,
      all,
    );
  };
  const inScope = { scope_id: s };
  const school = await insert('school', { ...inScope, source_id: 'sch1', name: 'Lake School' }, 'school_id');
  await insert('term', { ...inScope, source_id: 't1', name: 'Fall' }, 'term_id');
  const classroom = await insert(
    'classroom',
    { ...inScope, source_id: 'c1', name: '=2+3', school_id: school },
    'classroom_id',
  );

  const order = <T>(list: T[]): T[] => (reverse ? [...list].reverse() : list);
  const students: Record<string, number> = {};
  for (const name of order(['s1', 's2', 's3'])) {
    students[name] = await insert(
      'student',
      {
        ...inScope,
        source_id: name,
        sis_id: `00${name}`,
        first_name: 'Zoë',
        last_name: 'Ruiz, Jr.',
        school_id: school,
        school_ids: [school],
      },
      'student_id',
    );
  }
  const teacher = await insert(
    'staff',
    {
      ...inScope,
      source_id: 'p1',
      first_name: 'Ana',
      last_name: 'Ruiz',
      email: 'ana@lake.example',
      credential_phone: '+15005550100',
    },
    'staff_id',
  );
  await insert(
    'enrollment',
    { ...inScope, source_id: 'e1', classroom_id: classroom, student_id: students.s1, role: 'student' },
    'enrollment_id',
  );
  await insert(
    'enrollment',
    { ...inScope, source_id: 'e2', classroom_id: classroom, staff_id: teacher, role: 'teacher', is_primary: true },
    'enrollment_id',
  );

  const people = order([
    {
      key: 'ana',
      sis_id: 'G1',
      first_name: 'Ana',
      last_name: 'Ruiz',
      email: 'ana@lake.example',
      mobile_phone: '+15005550100',
      student: 's1',
    },
    { key: 'mia1', first_name: 'Mia', last_name: 'Lopez', student: 's2' },
    { key: 'mia2', first_name: 'Mia', last_name: 'Lopez', student: 's3' },
    { key: 'gone', first_name: '@Bob', last_name: '-', email: 'bob@lake.example', student: 's2', archived: true },
  ]);
  const guardians: Record<string, number> = {};
  for (const { key, student, archived, ...values } of people) {
    const ended = archived ? { archived_at: new Date('2026-01-02T03:04:05Z') } : {};
    guardians[key] = await insert('guardian', { ...inScope, ...values, ...ended }, 'guardian_id');
    await insert(
      'guardian_link',
      {
        ...inScope,
        student_id: students[student],
        guardian_id: guardians[key],
        relationship: 'Mother',
        ...ended,
        ...(archived ? { end_reason: 'absent' } : {}),
      },
      'guardian_id',
    );
  }

  const attribute = await one(
    db,
    `insert into attribute (district_id, key, name, created_run) values (:d, 'busroute', 'Bus Route', :run) returning attribute_id as id`,
    { d, run },
  );
  for (const [student, value, ended] of [
    ['s1', '=7', null],
    ['s2', '12', 'cleared'],
  ] as const) {
    const values = { student_id: students[student], attribute_id: attribute, value, end_reason: ended };
    await insert('student_attribute', { ...values, archived_at: ended ? new Date() : null }, 'attribute_id');
  }

  const account = (name: string, key: string | null, more: Record<string, unknown> = {}) =>
    one(
      db,
      `insert into account (district_id, name, key, closed_at, merged_into, created_run, changed_run)
       values (:d, :name, :key, :closed_at, :merged_into, :run, :run) returning account_id as id`,
      { d, name, key, run, closed_at: null, merged_into: null, ...more },
    );
  const role = (kind: string, entity: number | undefined, accountId: number, key: string | null) =>
    query(
      db,
      `insert into role (district_id, kind, entity_id, account_id, key, created_run, changed_run)
       values (:d, :kind, :entity, :accountId, :key, :run, :run)`,
      { d, kind, entity, accountId, key, run },
    );
  const anaKey = ['ana ruiz', 'ana@lake.example', '+15005550100'].join('\x1f');
  const ana = await account('Ana Ruiz', anaKey);
  await account('Ana Ruiz', anaKey, { closed_at: new Date(), merged_into: ana });
  await role('staff', teacher, ana, anaKey);
  await role('guardian', guardians.ana, ana, anaKey);
  for (const key of order(['mia1', 'mia2']))
    await role('guardian', guardians[key], await account('Mia Lopez', null), null);
  return scope;
}

async function one(db: Knex, sql: string, values: Record<string, unknown>): Promise<number> {
  const [row] = await query<{ id: number }>(db, sql, values);
  return (row as { id: number }).id;
}
