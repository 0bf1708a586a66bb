import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import iconv from 'iconv-lite';
import { SyncFailure } from '../../src/contract/failures.js';
import type { RosterBatch, RosterRows } from '../../src/roster/model.js';
import { csv, manifest, memoryFile, packageFiles, smallRoster, student, teacher, zipped } from './files.js';
import { found, openOneRosterCsv, readAll } from './read.js';

const refusedAs =
  (code: string, words: RegExp, report: RegExp = words) =>
  (error: unknown) => {
    assert.ok(error instanceof SyncFailure, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, words);
    assert.match(error.reportMessage, report);
    return true;
  };

const withUsers = (users: string | Uint8Array) => packageFiles(smallRoster(), { 'users.csv': users });

describe('a OneRoster CSV set', () => {
  it('gives students with every id field, and no password', async () => {
    const { rows, leftOut } = await readAll(packageFiles(smallRoster()), 'students');
    assert.equal(rows.length, 7);
    assert.equal(leftOut, 3, 'two teachers and a guardian');
    assert.deepEqual(rows[5], {
      sourceId: 's6',
      line: 7,
      schoolSourceIds: ['B', 'A'],
      username: 'user-s6',
      firstName: 'Firsts6',
      middleName: '',
      lastName: 'Pupil',
      email: 's6@school.example',
      studentNumber: 'Ns6',
      stateId: 'STs6',
      otherIds: { SIS: 'SIs6' },
      phone: '',
      grade: '09',
      language: '',
    });
    assert.ok(!JSON.stringify(rows).includes('hunter2'));
  });

  it('gives classes with what their course says', async () => {
    const { rows } = await readAll(packageFiles(smallRoster()), 'classrooms');
    const { courseName, courseCode, subjects, grades, classType, termSourceIds } = rows[1]!;
    assert.deepEqual([courseName, courseCode, subjects, grades], ['Algebra', 'MA1', 'math', '09']);
    assert.deepEqual([classType, termSourceIds], ['scheduled', ['t1', 'y']]);
  });

  it('takes no notice of letter case, column order, BOM, extra columns, blank modes and gone records', async () => {
    const files = [
      memoryFile('Manifest.csv', 'PropertyName,Value\n"oneroster.version","1.1"\nfile.users,\nfile.orgs,BULK\n'),
      memoryFile('ORGS.csv', csv('orgs', smallRoster().orgs)),
      memoryFile('classes.csv', csv('classes', [])),
      memoryFile('enrollments.csv', csv('enrollments', [])),
      memoryFile(
        'Users.CSV',
        '\ufeffROLE,familyname,givenName,SourcedId,orgSourcedId,status,metadata.x,shoeSize\n' +
          'Student,Pupil,  José  Luis ,s1,A,active,m,44\nSTUDENT,Pupil,Old,s2,A,ToBeDeleted,,\nstudent,Pupil,Old,s3,A,inactive,,\n',
      ),
    ];
    const { rows, leftOut, findings } = await readAll(files, 'students');
    assert.deepEqual(
      rows.map(({ sourceId, firstName, schoolSourceIds }) => [sourceId, firstName, schoolSourceIds]),
      [['s1', 'José Luis', ['A']]],
    );
    assert.equal(leftOut, 2);
    assert.deepEqual(found(findings), [
      ['roster-column-renamed', null, 'orgSourcedIds'],
      ['roster-column-ignored', null, null],
    ]);
    assert.match(findings[1]!.message, /shoeSize/);
    assert.deepEqual(found((await readAll(files, 'schools')).findings), [
      ['roster-file-absent', null, null],
      ['roster-file-absent', null, null],
    ]);
  });

  it('reads Windows-1252 and says so', async () => {
    const users = iconv.encode(csv('users', [student('s1', 'A', { givenName: 'José' })]), 'windows-1252');
    const { rows, findings } = await readAll(withUsers(users), 'students');
    assert.equal(rows[0]!.firstName, 'José');
    assert.deepEqual(found(findings), [['roster-encoding-converted', 2, null]]);
    assert.match(findings[0]!.message, /byte E9 on line 2 is not UTF-8/);
  });

  it('makes one stray byte among UTF-8 an error of its row', async () => {
    const rows = ['s1', 's2', 's3'].map((id) => student(id, 'A', { givenName: 'José' }));
    const bytes = Buffer.from(csv('users', rows));
    bytes[bytes.lastIndexOf(0xc3)] = 0x2e;
    const users = await readAll(withUsers(bytes), 'students');
    assert.deepEqual(
      users.rows.map(({ firstName }) => firstName),
      ['José', 'José'],
    );
    assert.deepEqual(found(users.findings), [['roster-row-encoding', 4, null]]);
    assert.deepEqual(users.errors, [{ line: 4, sourceId: 's3' }]);
  });

  it('loses one row to an unclosed quote, with its line and id', async () => {
    const rows = Array.from({ length: 50 }, (_, i) => student(`s${i}`, 'A,B'));
    const broken = csv('users', rows).replace('Firsts17,Pupil', '"Firsts17,Pupil');
    const { rows: read, errors, findings } = await readAll(withUsers(broken), 'students');
    assert.equal(read.length, 49);
    assert.deepEqual(errors, [{ line: 19, sourceId: 's17' }]);
    assert.deepEqual(found(findings), [['roster-row-bad-quote', 19, null]]);
    const staff = await readAll(withUsers(broken), 'staff');
    assert.deepEqual([staff.errors, staff.findings], [[{ line: 19, sourceId: 's17' }], []], 'said once, kept by both');
  });

  it('keeps an id without a type under a name of its own, the first of several', async () => {
    const ids = (userIds: string) => student('s1', 'A', { userIds });
    const otherIds = async (userIds: string) =>
      (await readAll(withUsers(csv('users', [ids(userIds)])), 'students')).rows.map((row) => row.otherIds);
    assert.deepEqual(await otherIds('{SIS:7},{:8},{ :9}'), [{ SIS: '7', untyped: '8' }]);
    assert.deepEqual(await otherIds('{State:1},{:}'), [{}]);
  });

  it('names the rows and cells that are wrong', async () => {
    const users = csv('users', [
      student('s1', 'A'),
      student('', 'A'),
      student('s3', 'A', { role: 'pupil' }),
      student('s4', 'Z', { email: 'nobody at home', userIds: 'SIS:4', givenName: '', familyName: '' }),
      teacher('p1', 'A', { email: 'x@y' }),
    ]).concat(
      's6,,,true,A\r\n',
      Array.from({ length: 30 }, (_, i) => csv('users', [student(`t${i}`, 'A')]).split('\r\n')[1]).join('\r\n'),
      '\r\n',
    );
    const students = await readAll(withUsers(users), 'students');
    assert.deepEqual(found(students.findings), [
      ['roster-required-missing', 3, 'sourcedId'],
      ['roster-role-unknown', 4, 'role'],
      ['roster-orphan-reference', 5, 'orgSourcedIds'],
      ['roster-user-ids-invalid', 5, 'userIds'],
      ['roster-cell-missing', 5, 'familyName'],
      ['roster-email-invalid', 5, 'email'],
      ['roster-row-field-count', 7, null],
    ]);
    assert.deepEqual(students.errors, [
      { line: 3, sourceId: '' },
      { line: 4, sourceId: 's3' },
      { line: 7, sourceId: 's6' },
    ]);
    const staff = await readAll(withUsers(users), 'staff');
    assert.deepEqual(found(staff.findings), [['roster-email-invalid', 6, 'email']]);
    assert.ok(!JSON.stringify([students.findings, staff.findings]).includes('nobody'), 'no cell is quoted');
  });

  it('names bad dates and references of terms, classes and enrollments', async () => {
    const roster = smallRoster();
    roster.academicSessions[1]!.startDate = '20/08/2025';
    roster.academicSessions[0]!.endDate = '2026-06-20T00:00:00.000Z';
    Object.assign(roster.classes[0]!, { courseSourcedId: 'gone', termSourcedIds: 't1,t9' });
    roster.enrollments[0]!.role = 'boss';
    roster.enrollments[1]!.role = 'parent';
    const terms = await readAll(packageFiles(roster), 'terms');
    assert.deepEqual(found(terms.findings), [['roster-date-invalid', 3, 'startDate']]);
    assert.equal(terms.rows[0]!.endDate, '2026-06-20');
    const classes = await readAll(packageFiles(roster), 'classrooms');
    assert.deepEqual(found(classes.findings), [
      ['roster-orphan-reference', 2, 'courseSourcedId'],
      ['roster-orphan-reference', 2, 'termSourcedIds'],
    ]);
    const enrollments = await readAll(packageFiles(roster), 'enrollments');
    assert.deepEqual(found(enrollments.findings), [['roster-role-unknown', 2, 'role']]);
    assert.deepEqual([enrollments.leftOut, enrollments.rows.length], [1, 8]);
    assert.equal(enrollments.rows.at(-1)!.isPrimary, true);
  });

  it('comes to the same however it is cut, and goes on after any batch', async () => {
    const users = csv(
      'users',
      Array.from({ length: 9000 }, (_, i) => student(`s${i}`, i % 3 ? 'A' : 'B,A')),
    );
    const cut = (bytes: number) => [
      ...withUsers('').filter(({ name }) => name !== 'users.csv'),
      memoryFile('users.csv', users, bytes),
    ];
    const source = await openOneRosterCsv(cut(300_000));
    const batches: RosterBatch<RosterRows['students']>[] = [];
    for await (const batch of source.read('students')) batches.push(batch);
    const whole = batches.flatMap(({ rows }) => rows);
    assert.equal(whole.length, 9000);
    assert.ok(batches.length > 2, 'in several batches');
    assert.equal(batches.at(-1)!.cursor, null);
    for (const bytes of [977, 65_536]) assert.deepEqual((await readAll(cut(bytes), 'students')).rows, whole);
    const [first] = batches;
    const rest = await readAll(cut(5000), 'students', first!.cursor!);
    assert.deepEqual(rest.rows, whole.slice(first!.rows.length));
  });

  it('is the same packed in a ZIP', async () => {
    const contents: Record<string, string> = {};
    for (const { name, open } of packageFiles(smallRoster())) contents[name] = await text(Readable.from(open()));
    const packed = [await zipped(contents)];
    for (const collection of ['schools', 'classrooms', 'staff', 'enrollments'] as const) {
      assert.deepEqual(await readAll(packed, collection), await readAll(packageFiles(smallRoster()), collection));
    }
  });

  describe('is refused', () => {
    const open = (raw: Record<string, string | Uint8Array>) => openOneRosterCsv(packageFiles(smallRoster(), raw));

    it('where the files are others', async () => {
      const photos = [memoryFile('photo.jpg', 'x'), memoryFile('guardians.csv', 'a')];
      await assert.rejects(
        openOneRosterCsv(photos),
        refusedAs('NotOneRoster', /no OneRoster CSV set/, /photo\.jpg, guardians/),
      );
      await assert.rejects(openOneRosterCsv([]), refusedAs('NotOneRoster', /needs files such as/, /found: none/));
      await assert.rejects(
        openOneRosterCsv([await zipped({ 'a.csv': 'b' })]),
        refusedAs('NotOneRoster', /root of the ZIP/),
      );
    });

    it('where a file is missing, unless the manifest says that it is absent', async () => {
      for (const name of ['orgs', 'users', 'classes', 'enrollments', 'courses', 'academicSessions'])
        await assert.rejects(
          open({ [`${name}.csv`]: '' }),
          refusedAs('RosterFileMissing', new RegExp(`no ${name}.csv`)),
        );
      const absent = manifest.replace('enrollments,bulk', 'enrollments,absent');
      const files = packageFiles(smallRoster(), { 'manifest.csv': absent, 'enrollments.csv': '' });
      assert.deepEqual((await readAll(files, 'enrollments')).rows, []);
    });

    it('where the manifest says another version', async () => {
      const next = manifest.replace('oneroster.version,1.1', 'oneroster.version,2.0');
      await assert.rejects(
        open({ 'manifest.csv': next }),
        refusedAs('OneRosterVersion', /not OneRoster CSV 1.1 or 1.2/, /2\.0/),
      );
    });

    it('where one file is there twice', async () => {
      const files = [...packageFiles(smallRoster()), memoryFile('Users.csv', 'x')];
      await assert.rejects(openOneRosterCsv(files), refusedAs('RosterFileTwice', /one file twice/));
    });

    it('where a column is missing or there twice, naming file, column and headers', async () => {
      const users = csv('users', smallRoster().users);
      const without = users.replace('role,', 'rolle,').replace('orgSourcedIds,', 'orgs,');
      await assert.rejects(
        readAll(withUsers(without), 'students'),
        refusedAs(
          'RosterColumnMissing',
          /users\.csv lacks the columns orgSourcedIds, role/,
          /found: sourcedId, .*rolle/,
        ),
      );
      const twice = users.replace('userIds', 'USERNAME');
      await assert.rejects(readAll(withUsers(twice), 'students'), refusedAs('RosterColumnTwice', /one column twice/));
    });

    it('where a file is empty, binary, cut off or mostly wrong', async () => {
      const users = csv('users', smallRoster().users);
      const damaged = (content: string | Uint8Array, words: RegExp) =>
        assert.rejects(readAll(withUsers(content), 'students'), refusedAs('RosterFileDamaged', words));
      await damaged('\r\n\r\n', /empty/);
      await damaged(new Uint8Array(5000), /not a text file/);
      await damaged(users.slice(0, users.length - 30), /breaks off in its last row, on line 11/);
      await damaged(users.concat('s99,,,true,"A'), /breaks off in the row that starts on line 12/);
      await damaged(`${users}${'x'.repeat(70_000)}\r\n`, /more than 64 KiB on line 12/);
      await damaged(users.concat('a,b\r\n'.repeat(5)), /5 of 15 rows in error, the first on line 12/);
    });

    it('not for a table with a header alone', async () => {
      const files = packageFiles(smallRoster(), { 'enrollments.csv': csv('enrollments', []).trim() });
      assert.deepEqual((await readAll(files, 'enrollments')).rows, []);
    });
  });
});
