import assert from 'node:assert/strict';
import { type Cells, csv, packageFiles, smallRoster, student, type Tables } from './files.js';
import { found, readAll } from './read.js';
import { type Synced, type TestScope, withFreshScopes } from './scope.js';

/** The small roster, changed. */
function roster(change: (tables: Tables) => void = () => {}) {
  const tables = smallRoster();
  change(tables);
  return packageFiles(tables);
}
const long = (n: number) => String(100_000_000_000_000 + n);
const codes = ({ findings }: Pick<Synced, 'findings'>) =>
  findings.map(({ code, file, line, column_name }) => [code, file, line, column_name]);

describe('cells that tools have damaged', () => {
  let scope: TestScope;
  withFreshScopes((fresh) => {
    scope = fresh;
  });
  const stored = (table: string, columns: string) =>
    scope.rows(
      `select source_id, ${columns} from ${table} where district_id = :districtId and archived_at is null order by source_id collate "C"`,
    );

  describe('roster file 01: IDs that a spreadsheet made numbers', () => {
    const people = (id: (n: number) => string) =>
      roster((tables) => {
        tables.users = [
          ...Array.from({ length: 12 }, (_, n) => student(id(n), 'A', { givenName: `F${n}` })),
          ...tables.users.slice(7),
        ];
        tables.enrollments = [
          ...tables.enrollments.filter(({ role }) => role === 'teacher'),
          ...Array.from({ length: 12 }, (_, n) => ({
            ...tables.enrollments[1]!,
            sourcedId: `e${n}`,
            userSourcedId: id(n),
          })),
        ];
      });

    it('all of them refuse the file, and nothing has changed', async () => {
      await scope.sync(people(long));
      const before = await scope.snapshot();
      await assert.rejects(scope.sync(people(() => '1.00000E+14')), {
        code: 'RosterFileDamaged',
        message:
          /12 of 15 rows in error, the first on line 2: 12 times "A spreadsheet destroyed the sourcedId, as in 1\.23E\+08 or #REF!, so the row cannot be used"/,
      });
      assert.deepEqual(await scope.snapshot(), before);
    });

    it('a few are errors: their records stay, nobody is archived, no enrollment moves', async () => {
      await scope.sync(people(long));
      const before = await stored('enrollment', 'student_id, staff_id');
      const some = await scope.sync(people((n) => (n < 3 ? '1.12E+14' : n === 11 ? 'left' : long(n))));
      assert.equal((await scope.active('student')).split(' ').length, 13, 'one new, nobody gone');
      assert.deepEqual(
        (await stored('enrollment', 'student_id, staff_id')).filter(({ source_id }) => source_id !== 'e11'),
        before.filter(({ source_id }) => source_id !== 'e11'),
      );
      assert.deepEqual(
        codes(some).filter(([code]) => code !== 'roster-archive-withheld'),
        [
          ...[2, 3, 4].map((line) => ['roster-id-lost', 'users.csv', line, 'sourcedId']),
          ...[4, 5, 6].map((line) => ['roster-id-lost', 'enrollments.csv', line, 'userSourcedId']),
        ],
      );
      assert.ok(codes(some).some(([code]) => code === 'roster-archive-withheld'));
    });

    it('references that are lost keep what is stored', async () => {
      await scope.sync(roster());
      const { changes, findings } = await scope.sync(
        roster(({ users, classes }) => {
          Object.assign(users[0]!, { orgSourcedIds: '1.23E+08' });
          Object.assign(users[5]!, { orgSourcedIds: 'B,1.23E+08' });
          Object.assign(classes[0]!, { courseSourcedId: '#REF!', termSourcedIds: '4.5E+10' });
        }),
      );
      assert.deepEqual(changes, []);
      assert.deepEqual(new Set(findings.map(({ code }) => code)), new Set(['id-exponent', 'spreadsheet-error']));
    });
  });

  describe('roster file 12: other cells', () => {
    it('are repaired, or keep what is stored, and are told once for each column', async () => {
      await scope.sync(roster());
      const cells: Cells[] = [
        { familyName: '#REF!', identifier: '="000123"' },
        { identifier: '1.23457E+11', email: '=A1', status: 'deleted' },
        { givenName: 'Pe&ntilde;a', identifier: "'00123", status: 'withdrawn' },
        { givenName: 'Pe\u00c3\u00b1a', identifier: '1001.0', username: '\u200buser-s4\u200b' },
        { givenName: 'Zo&euml;', familyName: '\u201cPupil\u201d', grades: '#N/A', status: 'Active' },
      ];
      const damaged = () =>
        roster(({ users }) => {
          for (const [n, each] of cells.entries()) Object.assign(users[n]!, each);
        });
      const result = await scope.sync(damaged());
      assert.deepEqual(
        (await stored('student', 'first_name, last_name, student_number, username, email, grade'))
          .slice(0, 5)
          .map((row) => Object.values(row)),
        [
          ['s1', 'Firsts1', 'Pupil', '000123', 'user-s1', 's1@school.example', '09'],
          ['s2', 'Firsts2', 'Pupil', 'Ns2', 'user-s2', 's2@school.example', '09'],
          ['s3', 'Pe&ntilde;a', 'Pupil', '00123', 'user-s3', 's3@school.example', '09'],
          ['s4', 'Pe\u00c3\u00b1a', 'Pupil', '1001', 'user-s4', 's4@school.example', '09'],
          ['s5', 'Zo&euml;', 'Pupil', 'Ns5', 'user-s5', 's5@school.example', '09'],
        ],
      );
      assert.deepEqual(
        codes(result)
          .map(([code, , line, column]) => [code, line, column])
          .sort(),
        [
          ['formula-text', 2, 'identifier'],
          ['spreadsheet-error', 2, 'familyName'],
          ['roster-status-unknown', 3, 'status'],
          ['id-exponent', 3, 'identifier'],
          ['formula-cell', 3, 'email'],
          ['text-mark', 4, 'identifier'],
          ['html-entities', 4, 'givenName'],
          ['decimal-number', 5, 'identifier'],
          ['misread-letters', 5, 'givenName'],
          ['smart-quotes', 6, 'familyName'],
          ['spreadsheet-error', 6, 'grades'],
        ].sort(),
      );
      const message = (code: string) => result.findings.find((each) => each.code === code)?.message;
      assert.match(
        message('html-entities')!,
        /^Cells in givenName with codes of web pages, such as &ntilde; for ñ: 2\./,
      );
      assert.match(message('roster-status-unknown')!, /read as active\. The same on 1 more row\.$/);
      const again = await scope.sync(damaged());
      assert.deepEqual(again.changes, []);
    });

    it('of a new record are empty', async () => {
      await scope.sync(
        roster(({ users }) => Object.assign(users[0]!, { familyName: '#REF!', identifier: '1E+20', email: '#N/A' })),
      );
      const [first] = await stored('student', 'last_name, student_number, email');
      assert.deepEqual(first, { source_id: 's1', last_name: '', student_number: '', email: '' });
    });

    it('of the setting STUDENT NUMBER keep the student’s ID', async () => {
      scope.settings.roster.studentIdField = 'STUDENT NUMBER';
      await scope.sync(roster());
      const { changes } = await scope.sync(roster(({ users }) => Object.assign(users[0]!, { identifier: '1.23E+08' })));
      assert.deepEqual(changes, []);
    });

    it('of staff keep the phone that accounts are matched by', async () => {
      await scope.sync(roster());
      const { changes } = await scope.sync(
        roster(({ users }) => Object.assign(users[7]!, { sms: '#VALUE!', phone: '#REF!' })),
      );
      assert.deepEqual(changes, []);
    });

    it('that only look like damage stay as they are', async () => {
      const cells = {
        givenName: "'t",
        familyName: 'Smith & Sons',
        identifier: '112E5',
        username: '7e',
        middleName: '#1',
        grades: '1.0',
      };
      const { rows, findings } = await readAll(
        roster(({ users }) => Object.assign(users[0]!, cells)),
        'students',
      );
      const { firstName, lastName, studentNumber, username, middleName, grade } = rows[0]!;
      assert.deepEqual(
        [firstName, lastName, studentNumber, username, middleName, grade],
        ["'t", 'Smith & Sons', '112E5', '7e', '#1', '1.0'],
      );
      assert.deepEqual(findings, []);
    });

    it('destroyed keys are errors of their rows in every file', async () => {
      const set = smallRoster();
      set.orgs[1]!.type = '#REF!';
      set.classes[0]!.schoolSourcedId = '1.2E+10';
      set.enrollments[0]!.role = '#NAME?';
      for (const [collection, line, column] of [
        ['schools', 3, 'type'],
        ['classrooms', 2, 'schoolSourcedId'],
        ['enrollments', 2, 'role'],
      ] as const) {
        const { errors, findings } = await readAll(packageFiles(set), collection);
        assert.deepEqual([errors.length, found(findings)[0]], [1, ['roster-id-lost', line, column]]);
      }
    });
  });

  describe('roster file 11: what refers to nothing', () => {
    it('classes without a course are told once, and are no trouble', async () => {
      const files = roster(({ classes }) => {
        for (const each of classes) each.courseSourcedId = '';
      });
      const { findings, status, counts } = await scope.sync(files);
      assert.deepEqual([status, counts.classrooms.created], ['done', 3]);
      assert.deepEqual(codes({ findings }), [['roster-course-missing', 'classes.csv', 2, 'courseSourcedId']]);
      assert.match(findings[0]!.message, /The same on 2 more rows\.$/);
    });

    it('enrollments of what the same files say is gone are left out quietly', async () => {
      await scope.sync(roster());
      const { findings, status } = await scope.sync(
        roster(({ classes, users }) => {
          classes[1]!.status = 'tobedeleted';
          users[2]!.status = 'tobedeleted';
        }),
      );
      assert.deepEqual([findings, status], [[], 'done']);
    });

    it('enrollments of people of an unknown role, or in error, are told with these', async () => {
      const { findings } = await scope.sync(
        roster(({ users }) => {
          users[0]!.role = 'emergencyContact';
          users[1]!.role = '';
        }),
      );
      assert.deepEqual(codes({ findings }), [
        ['roster-required-missing', 'users.csv', 3, 'role'],
        ['roster-role-unknown', 'users.csv', 2, 'role'],
      ]);
    });

    it('enrollments of what is in no file are told', async () => {
      const { findings } = await scope.sync(
        roster(({ enrollments }) => Object.assign(enrollments[1]!, { userSourcedId: 'nobody' })),
      );
      assert.deepEqual(codes({ findings }), [['roster-orphan-enrollment', 'enrollments.csv', 3, null]]);
    });
  });

  it('a header is read as it is', async () => {
    const users = csv('users', smallRoster().users).replace('familyName', '\u200bfamilyName\u00a0');
    assert.equal((await readAll(packageFiles(smallRoster(), { 'users.csv': users }), 'students')).rows.length, 7);
  });
});
