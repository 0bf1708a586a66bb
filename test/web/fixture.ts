import type { Knex } from 'knex';
import { query } from '../../src/db/sql-files.js';
import { addDistrict } from '../../src/settings/scopes.js';

export interface Fixture {
  districtId: number;
  scopeId: number;
  runId: number;
  students: number[];
}

/** What a test of escaping plants as a last name. */
export const planted = `<script>alert("x")</script>`;

const counts = { read: 2, created: 2, updated: 0, unchanged: 0, skipped: 0, archived: 0, restored: 0 };
const rows = { read: 9, applied: 5, unchanged: 0, skipped: 1, error: 2, duplicate: 0, leftOut: 0, blank: 1 };

/**
 * A district after a run: two children, José their father (no accounts step has seen him), their mother, who teaches,
 * under one account, and a guardian whose last name is a script.
 */
export async function insertRun(db: Knex, slug: string): Promise<Fixture> {
  const { districtId, scopeId } = await addDistrict(db, { slug, name: `District ${slug}` });
  const insert = async (table: string, values: Record<string, unknown>): Promise<Record<string, number>> => {
    const [row] = await db(table)
      .insert({ district_id: districtId, ...values })
      .returning('*');
    return row;
  };
  const run = await insert('run', {
    ...{ scope_id: scopeId, request_id: 'r1', requested_by: 'the test', status: 'done_with_warnings' },
    settings: { schedule: { timeZone: 'America/New_York' }, roster: { source: 'oneroster-csv' } },
    counts: {
      roster: { students: counts, schools: { ...counts, created: 1 } },
      guardians: { rows, guardians: counts, guardianLinks: counts, students: { named: 4, known: 3 } },
      accounts: { created: 3, updated: 0, closed: 0, reopened: 0, merged: 0 },
    },
    file,
    started_at: '2026-11-24T07:00:00Z',
    finished_at: '2026-11-24T07:00:12Z',
  });
  const from = (line: number) => ({
    scope_id: scopeId,
    created_run: run.run_id,
    source_run: run.run_id,
    source_line: line,
  });
  const school = await insert('school', { name: 'Hill School', source_id: 'O1' });
  const person = { school_id: school.school_id, school_ids: [school.school_id] };
  const student = (name: string, line: number) =>
    insert('student', {
      ...from(line),
      ...person,
      source_id: name,
      sis_id: `00${line}`,
      first_name: name,
      last_name: 'Ruiz',
      grade: '04',
    });
  const children = [await student('Sofía', 12), await student('Andrés', 13)];
  const contact = { email: 'ana.ruiz@example.org' };
  const teacher = await insert('staff', {
    ...{ ...from(7), ...person, ...contact, source_id: 'T1', title: 'teacher', first_name: 'Ana', last_name: 'Ruiz' },
    credential_phone: '+12075550142',
  });
  const guardian = async (line: number, values: Record<string, unknown>, relationship: string) => {
    const added = await insert('guardian', { ...from(line), ...values });
    for (const [n, child] of children.entries()) {
      const link = {
        student_id: child.student_id,
        guardian_id: added.guardian_id,
        relationship,
        contact_type: 'Parent/Guardian',
      };
      await insert('guardian_link', { ...from(line + n), ...link });
    }
    return added;
  };
  await guardian(2, { first_name: 'José', last_name: 'Ruiz', email: 'jose@example.org', language: 'es' }, 'Father');
  const ana = { ...contact, first_name: 'Ana', last_name: 'Ruiz', mobile_phone: '+12075550142', sis_id: 'G7' };
  const mother = await guardian(4, ana, 'Mother');
  await guardian(6, { first_name: 'Eve', last_name: planted }, 'Other');
  const account = await insert('account', {
    ...{
      ...contact,
      name: 'Ana Ruiz',
      phone: '+12075550142',
      key: 'k',
      created_run: run.run_id,
      changed_run: run.run_id,
    },
  });
  const role = { account_id: account.account_id, key: 'k', created_run: run.run_id, changed_run: run.run_id };
  await insert('role', { ...role, kind: 'staff', entity_id: teacher.staff_id });
  await insert('role', { ...role, kind: 'guardian', entity_id: mother.guardian_id });
  await insertFindings(insert, run.run_id!);
  await insertSteps(insert, run.run_id!);
  for (const suffix of ['', '/guardians']) {
    await insert('run_execution', {
      run_id: run.run_id,
      workflow_id: `daily-sync/${slug}${suffix}`,
      temporal_run_id: `t${suffix.length}`,
    });
  }
  return { districtId, scopeId, runId: run.run_id!, students: children.map((child) => child.student_id!) };
}

/** A later run: Ana's phone changed in both files, Eve is gone, a new guardian and a new student came, one is back. */
export async function insertSecondRun(db: Knex, { districtId, scopeId, students }: Fixture): Promise<number> {
  const [run] = await query<{ run_id: number }>(
    db,
    `insert into run (district_id, scope_id, request_id, status, settings, counts, file, started_at, finished_at)
     select district_id, scope_id, 'r2', 'done', settings,
       jsonb_set(jsonb_set(counts, '{guardians,guardians,created}', '1'), '{roster,students,created}', '1'), file,
       started_at, finished_at
     from run where district_id = :districtId and request_id = 'r1' returning run_id`,
    { districtId },
  );
  const runId = run!.run_id;
  const values = { districtId, scopeId, runId };
  await query(
    db,
    `insert into student (district_id, scope_id, source_id, first_name, last_name, grade, created_run, source_run)
     values (:districtId, :scopeId, 'S9', 'Lena', 'Novak', 'KG', :runId, :runId)`,
    values,
  );
  const [added] = await query<{ guardian_id: number }>(
    db,
    `insert into guardian (district_id, scope_id, first_name, last_name, created_run, source_run)
     values (:districtId, :scopeId, 'Petr', 'Novak', :runId, :runId) returning guardian_id`,
    values,
  );
  await query(
    db,
    `insert into guardian_link (district_id, scope_id, student_id, guardian_id, created_run, source_run)
     values (:districtId, :scopeId, :studentId, :guardianId, :runId, :runId)`,
    { ...values, studentId: students[1], guardianId: added!.guardian_id },
  );
  const phones = (column: string) => [
    { [column]: '+12075550199', source_run: 1, source_line: 4 },
    { [column]: '+12075550142' },
  ];
  const changes = [
    ['guardian', 'Ana', 'update', ...phones('mobile_phone')],
    ['staff', 'Ana', 'update', ...phones('credential_phone')],
    ['guardian', 'Eve', 'archive', { archived_at: null }, { archived_at: 'now' }],
    ['student', 'Sofía', 'restore', { archived_at: 'then' }, { archived_at: null }],
  ] as const;
  for (const [entity, name, action, before, after] of changes) {
    await query(
      db,
      `insert into change (district_id, run_id, entity, entity_id, action, before, after)
       select :districtId, :runId, :entity, ${entity}_id, :action, cast(:before as jsonb), cast(:after as jsonb)
       from ${entity} where district_id = :districtId and first_name = :name`,
      { districtId, runId, entity, name, action, before: JSON.stringify(before), after: JSON.stringify(after) },
    );
  }
  return runId;
}

const file = {
  ...{ name: 'guardians.csv', path: '/out/guardians.csv', size: 1234, modifiedAt: null, sha256: 'abc123', blobId: 'b' },
  encoding: {
    ...{ encoding: 'windows-1252', bom: false, pinned: false, ascii: false },
    firstInvalid: { byte: 0xe9, offset: 100, line: 2, became: 'é' },
    sentence: 'Windows-1252, because byte E9 on line 2 is not UTF-8; it became é',
  },
  header: { delimiter: ',', columns: { studentSisId: 0 }, names: ['studentSisId'] },
};

type Insert = (table: string, values: Record<string, unknown>) => Promise<unknown>;

async function insertFindings(insert: Insert, runId: number): Promise<void> {
  const add = (severity: string, code: string, line: number, message: string) =>
    insert('run_finding', { run_id: runId, step: 's', severity, code, line, message, file: 'guardians.csv' });
  await add('error', 'name-missing', 40, 'The row has no name.');
  await add('error', 'name-missing', 44, 'The row has no name.');
  for (let line = 50; line < 58; line++) await add('warning', 'student-unknown', line, 'No student has this id.');
}

async function insertSteps(insert: Insert, runId: number): Promise<void> {
  const steps = ['fetchRoster', 'stageRoster/students', 'applyRoster', 'fetchGuardianFile', 'decodeGuardianFile'];
  const add = (step: string, batch: number, second: number) => {
    const at = new Date(Date.UTC(2026, 10, 24, 7, 0, second));
    return insert('run_step', { run_id: runId, step, batch, result: '{}', started_at: at, finished_at: at });
  };
  for (const [second, step] of steps.entries()) await add(step, 0, second);
  for (const batch of [0, 1, 2]) await add('parseGuardianBatch', batch, 6 + batch);
  await add('reconcileGuardians', 0, 10);
  await add('assignAccounts', 0, 11);
}

/** Everything of the district, so that tests of lists start empty. */
export async function removeAll(db: Knex): Promise<void> {
  await query(db, 'truncate district cascade');
}
