import assert from 'node:assert/strict';
import type { StoredFile } from '../../src/archives/stored-file.js';
import { SyncFailure } from '../../src/contract/failures.js';
import { type RosterBatch, type RosterCollection, type RosterRows, rosterCollections } from '../../src/roster/model.js';
import { openOneRosterCsv } from '../../src/roster/oneroster/csv/source.js';
import { createTestDatabase } from '../support/database.js';
import {
  asVersion12,
  type Cells,
  csv,
  manifest12,
  memoryRoles,
  packageFiles,
  smallRoster,
  student,
  type Tables,
  teacher,
  userRole,
} from './files.js';
import { TestScope } from './scope.js';

const found = (findings: { code: string; file?: string | null; line?: number | null; column?: string | null }[]) =>
  findings.map(({ code, file, line, column }) => [code, file ?? null, line ?? null, column ?? null]);

/** The small roster as 1.2, changed. */
function roster(change: (tables: Tables & { roles: Cells[] }) => void): StoredFile[] {
  const tables = asVersion12(smallRoster());
  change(tables);
  return packageFiles(tables);
}

async function read<C extends RosterCollection>(files: readonly StoredFile[], collection: C, from?: string) {
  const source = await openOneRosterCsv(files, memoryRoles());
  const batches: RosterBatch<RosterRows[C]>[] = [];
  for await (const batch of source.read(collection, from)) batches.push(batch);
  return {
    batches,
    rows: batches.flatMap(({ rows }) => rows),
    errors: batches.flatMap(({ errors }) => errors),
    findings: batches.flatMap(({ findings }) => findings),
    leftOut: batches.reduce((sum, { leftOut }) => sum + leftOut, 0),
  };
}

describe('OneRoster CSV 1.2', () => {
  it('is read as 1.1 is', async () => {
    const tables = smallRoster();
    tables.users.push(teacher('p3', 'A,B', { role: 'administrator' }));
    const [before, now] = [packageFiles(tables), packageFiles(asVersion12(tables))];
    for (const collection of rosterCollections) {
      const { rows, errors, findings, leftOut } = await read(now, collection);
      const old = await read(before, collection);
      assert.ok(rows.length > 0);
      assert.deepEqual(rows, old.rows);
      assert.deepEqual([errors, findings, leftOut], [old.errors, old.findings, old.leftOut]);
    }
  });

  it('is told by the manifest, and without one by the headers', async () => {
    const saying = (version: string) => manifest12.replace('oneroster.version,1.2', `oneroster.version,${version}`);
    const files = (manifest: string) => packageFiles(asVersion12(smallRoster()), { 'manifest.csv': manifest });
    for (const set of [files(saying('1.2')), files(saying('1.2.1')), files(saying('')), files('')])
      assert.equal((await read(set, 'students')).rows.length, 7);
    const [notice] = (await read(files(''), 'schools')).findings;
    assert.match(notice?.message ?? '', /OneRoster 1\.2 export/);
    const old = await read(packageFiles(smallRoster(), { 'manifest.csv': '' }), 'schools');
    assert.match(old.findings[0]?.message ?? '', /OneRoster 1\.1 export/);
    assert.equal((await read(packageFiles(smallRoster(), { 'manifest.csv': '' }), 'students')).rows.length, 7);
  });

  it('is refused without roles.csv, or without its columns', async () => {
    const refused = (code: string, words: RegExp) => (error: unknown) =>
      error instanceof SyncFailure && error.code === code && words.test(error.message);
    await assert.rejects(
      read(packageFiles(asVersion12(smallRoster()), { 'roles.csv': '' }), 'students'),
      refused('RosterFileMissing', /no roles\.csv/),
    );
    await assert.rejects(
      read(packageFiles(asVersion12(smallRoster()), { 'roles.csv': 'sourcedId,role\nr,student\n' }), 'students'),
      refused('RosterColumnMissing', /roles\.csv lacks the columns userSourcedId, orgSourcedId/),
    );
  });

  it('takes each role of a user for what it is', async () => {
    const files = roster(({ users, roles }) => {
      users.push({ ...teacher('m', 'A'), primaryOrgSourcedId: 'B' }, { ...student('n', 'A'), primaryOrgSourcedId: '' });
      roles.push(
        userRole('m', 'aide', 'A', 'secondary'),
        userRole('m', 'counselor', 'A'),
        userRole('m', 'guardian', 'A'),
        userRole('m', 'Teacher', 'B', 'Secondary'),
        userRole('n', 'student', 'A', 'secondary'),
        userRole('n', 'student', 'B'),
        userRole('n', 'student', 'A', 'secondary'),
        userRole('n', 'ext:hall.monitor', 'A'),
        userRole('s1', 'aide', 'B', 'secondary'),
        { ...userRole('s2', 'student', 'B'), status: 'tobedeleted' },
      );
    });
    const [students, staff] = [await read(files, 'students'), await read(files, 'staff')];
    const of = (rows: { sourceId: string; schoolSourceIds: readonly string[] | null }[], id: string) =>
      rows.find(({ sourceId }) => sourceId === id)?.schoolSourceIds;
    const m = staff.rows.find(({ sourceId }) => sourceId === 'm');
    assert.deepEqual([m?.title, m?.schoolSourceIds], ['teacher', ['B', 'A']], 'at the main organization first');
    assert.deepEqual(of(students.rows, 'n'), ['B', 'A'], 'the primary role first');
    assert.deepEqual([of(students.rows, 's1'), of(staff.rows, 's1')], [['A'], ['B']], 'a student who helps elsewhere');
    assert.deepEqual(of(students.rows, 's2'), ['A']);
    assert.deepEqual(found(students.findings), [['roster-role-extension', 'roles.csv', 20, 'role']]);
    assert.deepEqual(staff.findings, [], 'said once');
  });

  it('reports the dirt of real exports row by row', async () => {
    const tables = asVersion12(smallRoster());
    tables.users.push({ ...student('x', 'A'), role: '' }, { ...student('gone', 'A'), status: 'inactive' });
    tables.roles = tables.roles.map((row) => ({ ...row, role: row.role?.toUpperCase() ?? '', status: 'active' }));
    tables.roles.push(
      { ...userRole('s2', 'student', 'Z'), roleType: '' },
      { ...userRole('s3', 'student', 'A'), roleType: 'main' },
      userRole('s4', 'pupil', 'B'),
      userRole('nobody', 'student', 'A'),
      userRole('', 'student', 'A'),
      userRole('s5', 'teacher', ''),
      { ...userRole('s5', 'teacher', 'B'), status: 'inactive' },
    );
    tables.enrollments[0]!.role = 'ext:helper';
    const quoted = manifest12.replace(/file\.(\w+),bulk/g, '"file.$1",""').replaceAll('\n', '\r\n');
    const files = packageFiles(tables, {
      'manifest.csv': quoted,
      'userProfiles.csv': '',
      'userprofiles.csv': 'sourcedId\n',
      'roles.csv': `${csv('roles', tables.roles).replace('orgSourcedId', 'OrgSourcedID').replace('dateLastModified', 'dataLastModified')}r,,,s6\r\n${csv('roles', [userRole('s7', 'student', 'B')]).split('\r\n')[1]}\r\n`,
    });
    const students = await read(files, 'students');
    assert.deepEqual(found(students.findings), [
      ['roster-cell-missing', 'roles.csv', 13, 'roleType'],
      ['roster-orphan-reference', 'roles.csv', 13, 'orgSourcedId'],
      ['roster-role-type-unknown', 'roles.csv', 14, 'roleType'],
      ['roster-role-unknown', 'roles.csv', 15, 'role'],
      ['roster-required-missing', 'roles.csv', 17, 'userSourcedId'],
      ['roster-required-missing', 'roles.csv', 18, 'orgSourcedId'],
      ['roster-row-field-count', 'roles.csv', 20, null],
      ['roster-orphan-reference', 'roles.csv', 16, 'userSourcedId'],
      ['roster-role-missing', 'users.csv', 12, null],
    ]);
    assert.deepEqual(
      students.rows.map(({ sourceId }) => sourceId),
      ['s1', 's2', 's3', 's4', 's7'],
    );
    const doubtful = [
      { line: 17, sourceId: '' },
      { line: 6, sourceId: 's5' },
      { line: 7, sourceId: 's6' },
    ];
    assert.deepEqual(students.errors, doubtful, 'kept as they are: users with a role in error');
    const staff = await read(files, 'staff');
    const unknown = { line: 5, sourceId: 's4' };
    assert.deepEqual(
      [staff.errors, staff.findings],
      [doubtful.toSpliced(1, 0, unknown), []],
      's4 may be staff as well',
    );
    const enrollments = await read(files, 'enrollments');
    assert.deepEqual(found(enrollments.findings), [['roster-role-extension', 'enrollments.csv', 2, 'role']]);
    assert.equal(enrollments.leftOut, 1);
  });

  it('goes on after any batch', async () => {
    const many = Array.from({ length: 9000 }, (_, i) => student(`s${i}`, 'A'));
    const files = packageFiles(asVersion12({ ...smallRoster(), users: many }));
    const whole = await read(files, 'students');
    assert.equal(whole.rows.length, 9000);
    let seen = 0;
    for (const { rows, cursor } of whole.batches) {
      seen += rows.length;
      if (cursor === null) continue;
      assert.deepEqual((await read(files, 'students', cursor)).rows.length, 9000 - seen);
    }
    assert.ok(whole.batches.filter(({ rows }) => rows.length > 0).length > 2, 'several batches');
  });

  it('with a header-only roles.csv brings nobody', async () => {
    const { rows, findings } = await read(
      packageFiles(asVersion12(smallRoster()), { 'roles.csv': csv('roles', []) }),
      'students',
    );
    assert.deepEqual([rows.length, findings.length], [0, 10]);
  });
});

describe('applying OneRoster CSV 1.2', () => {
  let scope: TestScope;
  let drop: () => Promise<void>;
  before(async () => {
    const database = await createTestDatabase();
    drop = database.drop;
    scope = await TestScope.district(database.db, 'd');
    await scope.sync(packageFiles(smallRoster()));
  });
  after(() => drop());

  it('changes nothing that 1.1 has brought', async () => {
    const { changes, findings, counts } = await scope.sync(packageFiles(asVersion12(smallRoster())));
    assert.deepEqual([changes, findings], [[], []]);
    for (const kind of Object.values(counts)) assert.equal(kind.unchanged, kind.read);
  });

  it('keeps a user whose role is in error, and everybody where a role could be anybody’s', async () => {
    const bad = await scope.sync(roster(({ roles }) => Object.assign(roles[0]!, { role: 'pupil' })));
    assert.deepEqual(bad.changes, []);
    assert.equal(bad.counts.students.skipped, 1);
    const unknown = await scope.sync(
      roster(({ roles }) => {
        Object.assign(roles[0]!, { userSourcedId: '' });
      }),
    );
    assert.deepEqual(unknown.changes, []);
    assert.deepEqual(
      unknown.findings.map(({ code, file, line }) => [code, file, line]),
      [
        ['roster-required-missing', 'roles.csv', 2],
        ['roster-role-missing', 'users.csv', 2],
        ['roster-archive-withheld', null, null],
        ['roster-archive-withheld', null, null],
      ],
    );
  });

  it('names roles without a user, and archives a user without roles', async () => {
    const { changes, findings } = await scope.sync(
      roster(({ roles }) => {
        Object.assign(roles[0]!, { userSourcedId: 'nobody' });
        roles.push(...Array.from({ length: 1500 }, (_, i) => userRole(`other${i}`, 'guardian', 'A')));
      }),
    );
    assert.deepEqual(
      changes.map(({ entity, action }) => `${entity} ${action}`),
      ['student archive', 'enrollment archive', 'enrollment archive'],
    );
    const orphans = findings.filter(({ code }) => code === 'roster-orphan-reference');
    assert.deepEqual([orphans[0]?.file, orphans[0]?.line, orphans.length], ['roles.csv', 2, 1]);
    assert.match(orphans[0]!.message, /The same on 1500 more rows\.$/);
  });
});
