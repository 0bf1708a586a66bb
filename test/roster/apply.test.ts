import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SyncFailure } from '../../src/contract/failures.js';
import { applyRoster } from '../../src/roster/apply.js';
import { rosterStagingTable } from '../../src/roster/stage.js';
import { lostCollections } from '../../src/roster/staged-counts.js';
import { isHeld } from '../../src/runs/held.js';
import { draws, timeFor } from '../support/draws.js';
import { packageFiles, smallRoster, student, type Tables } from './files.js';
import { TestScope, withFreshScopes } from './scope.js';

const codes = (findings: { code: string; line: number | null }[]) => findings.map(({ code, line }) => [code, line]);
const actions = (changes: { entity: string; action: string }[]) =>
  changes.map(({ entity, action }) => `${entity} ${action}`);
const refusedAs = (code: string, words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof SyncFailure, String(error));
  assert.equal(error.code, code);
  assert.match(error.message, words);
  return true;
};
/** The small roster, changed. */
function roster(change: (tables: Tables) => void) {
  const tables = smallRoster();
  change(tables);
  return packageFiles(tables);
}
const without = (rows: Record<string, string>[], ...ids: string[]) =>
  rows.filter(({ sourcedId }) => !ids.includes(sourcedId!));

describe('applying a roster', () => {
  let scope: TestScope;
  let others = 0;
  withFreshScopes((fresh) => {
    scope = fresh;
  });

  it('makes everything, and the second time writes nothing', async () => {
    const first = await scope.sync(packageFiles(smallRoster()));
    const { schools, terms, classrooms, students, staff, enrollments } = first.counts;
    assert.deepEqual(
      [schools, terms, classrooms, students, staff, enrollments].map(({ read, created, skipped }) => [
        read,
        created,
        skipped,
      ]),
      [
        [2, 2, 0],
        [2, 2, 0],
        [3, 3, 0],
        [7, 7, 0],
        [2, 2, 0],
        [10, 10, 0],
      ],
    );
    assert.deepEqual([first.findings, first.changes], [[], []]);
    const versions = () =>
      scope.rows(`select 'student', student_id, xmin::text from student where district_id = :districtId
        union all select 'staff', staff_id, xmin::text from staff where district_id = :districtId
        union all select 'enrollment', enrollment_id, xmin::text from enrollment where district_id = :districtId
        union all select 'classroom', classroom_id, xmin::text from classroom where district_id = :districtId
        union all select 'school', school_id, xmin::text from school where district_id = :districtId
        union all select 'term', term_id, xmin::text from term where district_id = :districtId order by 1, 2`);
    const before = await versions();
    const second = await scope.sync(packageFiles(smallRoster()));
    assert.deepEqual(await versions(), before);
    assert.deepEqual([second.findings, second.changes], [[], []]);
    for (const kind of Object.values(second.counts)) assert.equal(kind.unchanged, kind.read);
  });

  it('keeps ids, schools and the credential phone that the settings choose', async () => {
    scope.settings.roster.studentIdField = 'STUDENT NUMBER';
    scope.settings.roster.phoneCredentialColumn = 'phone';
    await scope.sync(packageFiles(smallRoster()));
    const [s6] = await scope.rows(
      `select sis_id, student_number, state_id, other_ids, grade, c.name as school, cardinality(school_ids) as schools, student.source_line
       from student join school c using (district_id, school_id)
       where district_id = :districtId and student.source_id = 's6'`,
    );
    assert.deepEqual(s6, {
      sis_id: 'Ns6',
      student_number: 'Ns6',
      state_id: 'STs6',
      other_ids: { SIS: 'SIs6' },
      grade: '09',
      school: 'Banneker',
      schools: 2,
      source_line: 7,
    });
    const [p1] = await scope.rows(
      `select sms, phone, credential_phone, contact_key from staff where district_id = :districtId and source_id = 'p1'`,
    );
    assert.equal(p1!.credential_phone, '+12125550199');
    assert.match(p1!.contact_key as string, /firstp1 teacher.p1@school\.example.\+12125550199/);
    scope.settings.roster = { ...scope.settings.roster, studentIdField: 'STUDENT ID', phoneCredentialColumn: 'sms' };
    const { counts, changes } = await scope.sync(packageFiles(smallRoster()));
    assert.deepEqual([counts.students.updated, counts.staff.updated], [7, 2], 'other settings, other values');
    assert.deepEqual(changes.find(({ entity }) => entity === 'staff')!.after.credential_phone, '+12125550100');
  });

  it('updates what changed, with what it was before', async () => {
    const first = await scope.sync(packageFiles(smallRoster()));
    const { runId, counts, changes } = await scope.sync(
      roster(({ users }) => Object.assign(users[2]!, { givenName: 'Zoë', grades: '10' })),
    );
    assert.deepEqual([counts.students.updated, counts.students.unchanged], [1, 6]);
    assert.deepEqual(actions(changes), ['student update']);
    assert.deepEqual(changes[0]!.before, {
      first_name: 'Firsts3',
      grade: '09',
      source_run: first.runId,
      source_line: 4,
    });
    assert.deepEqual(changes[0]!.after, { first_name: 'Zoë', grade: '10', source_run: runId });
    assert.equal(changes[0]!.line, 4);
  });

  it('archives what is absent with what hangs on it, and restores it under its id', async () => {
    await scope.sync(packageFiles(smallRoster()));
    const ids = () =>
      scope.rows('select student_id, source_id from student where district_id = :districtId order by 1');
    const before = await ids();
    const gone = await scope.sync(
      roster((tables) => {
        tables.users = without(tables.users, 's1');
      }),
    );
    assert.equal(await scope.active('student'), 's2 s3 s4 s5 s6 s7');
    assert.equal(await scope.active('enrollment'), 'c1-p1 c1-s2 c1-s3 c1-s4 c1-s5 c3-p2 c3-s6 c3-s7');
    assert.deepEqual(actions(gone.changes), ['student archive', 'enrollment archive', 'enrollment archive']);
    assert.deepEqual([gone.counts.students.archived, gone.counts.enrollments.archived], [1, 2]);
    assert.equal(gone.changes[0]!.before.archived_at, null);
    assert.deepEqual(codes(gone.findings), [
      ['roster-orphan-enrollment', 2],
      ['roster-orphan-enrollment', 8],
    ]);
    const back = await scope.sync(packageFiles(smallRoster()));
    assert.deepEqual(actions(back.changes), ['student restore', 'enrollment restore', 'enrollment restore']);
    assert.deepEqual([back.counts.students.restored, back.counts.enrollments.restored], [1, 2]);
    assert.equal(back.changes[0]!.after.archived_at, null);
    assert.deepEqual(await ids(), before);
  });

  it('treats tobedeleted as absent', async () => {
    await scope.sync(packageFiles(smallRoster()));
    await scope.sync(roster(({ classes }) => Object.assign(classes[1]!, { status: 'tobedeleted' })));
    assert.equal(await scope.active('classroom'), 'c1 c3');
    assert.ok(!(await scope.active('enrollment')).includes('c2-s1'));
  });

  it('ends the links of an archived student, and opens them with the student only without guardian sync', async () => {
    for (const enabled of [true, false]) {
      const own = await TestScope.district(scope.db, `links-${enabled}`);
      own.settings.guardians.enabled = enabled;
      const { runId } = await own.sync(packageFiles(smallRoster()));
      await own.rows(
        `with added as (
           insert into guardian (district_id, scope_id, first_name, created_run, source_run)
           values (:districtId, :scopeId, 'Gus', :runId, :runId) returning guardian_id)
         insert into guardian_link (district_id, scope_id, guardian_id, student_id, created_run, source_run)
         select :districtId, :scopeId, guardian_id, student_id, :runId, :runId
         from added, student where district_id = :districtId and source_id = 's1'`,
        { runId },
      );
      const state = () =>
        own.rows(
          `select l.end_reason, g.archived_at is null as open from guardian_link l join guardian g using (district_id, guardian_id)
           where l.district_id = :districtId`,
        );
      const gone = await own.sync(
        roster((tables) => {
          tables.users = without(tables.users, 's1');
        }),
      );
      assert.deepEqual(await state(), [{ end_reason: 'student', open: false }]);
      assert.deepEqual(actions(gone.changes).slice(-2), ['guardian_link archive', 'guardian archive']);
      await own.sync(packageFiles(smallRoster()));
      const expected = enabled ? { end_reason: 'student', open: false } : { end_reason: null, open: true };
      assert.deepEqual(await state(), [expected]);
    }
  });

  it('keeps the record of a row in error, and its enrollments', async () => {
    await scope.sync(packageFiles(smallRoster()));
    const { counts, changes, findings } = await scope.sync(
      roster(({ users, classes }) => {
        users[0]!.role = 'pupil';
        users[7]!.role = 'boss';
        classes[0]!.schoolSourcedId = '';
      }),
    );
    assert.deepEqual(changes, []);
    assert.equal(await scope.active('student'), 's1 s2 s3 s4 s5 s6 s7');
    assert.equal(await scope.active('staff'), 'p1 p2');
    assert.equal(await scope.active('classroom'), 'c1 c2 c3');
    assert.equal(counts.enrollments.unchanged, 10);
    const { read, skipped, unchanged } = counts.students;
    assert.deepEqual([read, skipped, unchanged], [8, 2, 6], 'a row of unknown role counts with both');
    assert.deepEqual(codes(findings), [
      ['roster-required-missing', 2],
      ['roster-role-unknown', 2],
    ]);
    assert.match(findings[1]!.message, /The same on 1 more row\.$/);
  });

  it('archives nothing of a collection with a row whose id cannot be read', async () => {
    await scope.sync(packageFiles(smallRoster()));
    const { counts, findings } = await scope.sync(
      roster((tables) => {
        tables.users = without(tables.users, 's7');
        tables.users[0]!.sourcedId = '';
      }),
    );
    assert.equal(await scope.active('student'), 's1 s2 s3 s4 s5 s6 s7');
    assert.equal(counts.students.archived, 0);
    assert.deepEqual(
      findings
        .filter(({ code }) => code === 'roster-archive-withheld')
        .map(({ message }) => /of the (\w+),/.exec(message)![1]),
      ['students', 'staff'],
    );
  });

  it('never archives for an empty collection', async () => {
    await scope.sync(packageFiles(smallRoster()));
    const { findings, counts } = await scope.sync(
      roster((tables) => {
        tables.enrollments = [];
        tables.academicSessions = [];
        tables.classes.forEach((row) => {
          row.termSourcedIds = '';
        });
      }),
    );
    assert.equal((await scope.active('enrollment')).split(' ').length, 10);
    assert.equal(await scope.active('term'), 't1 y');
    assert.deepEqual(
      findings.map(({ code, severity }) => [code, severity]),
      [
        ['roster-collection-empty', 'warning'],
        ['roster-collection-empty', 'warning'],
      ],
    );
    assert.equal(counts.classrooms.updated, 3);
  });

  /** Every file has its header and no row. */
  const headersAlone = () =>
    roster((tables) => {
      for (const rows of Object.values(tables)) rows.splice(0);
    });

  it('roster 04: without students is a warning the first night, and needs attention once some were there', async () => {
    const { findings } = await scope.sync(headersAlone());
    assert.deepEqual(
      findings.map(({ code, severity }) => [code, severity]),
      [['roster-without-students', 'warning']],
    );
    await scope.sync(packageFiles(smallRoster()));
    await assert.rejects(
      scope.sync(headersAlone()),
      refusedAs('RosterWithoutStudents', /names no students, and 7 students were there before/),
    );
    await assert.rejects(
      scope.sync(
        roster(({ users }) => users.splice(0, users.length, ...users.filter(({ role }) => role === 'teacher'))),
      ),
      refusedAs('RosterWithoutStudents', /Nothing was changed/),
    );
    assert.equal(await scope.active('student'), 's1 s2 s3 s4 s5 s6 s7');
    assert.equal((await scope.active('enrollment')).split(' ').length, 10);
  });

  it('takes the first of two rows with one id and names both lines', async () => {
    const { counts, findings } = await scope.sync(
      roster(({ users }) => users.push(student('s2', 'B', { givenName: 'Second' }))),
    );
    assert.deepEqual(codes(findings), [['roster-duplicate-id', 12]]);
    assert.match(findings[0]!.message, /already on line 3/);
    assert.deepEqual([findings[0]!.file, findings[0]!.severity], ['users.csv', 'error']);
    assert.deepEqual([counts.students.read, counts.students.created, counts.students.skipped], [8, 7, 1]);
    const [row] = await scope.rows(
      `select first_name from student where district_id = :districtId and source_id = 's2'`,
    );
    assert.equal(row!.first_name, 'Firsts2');
  });

  it('of a school has that school alone', async () => {
    const school = await scope.school('B', 'banneker');
    const other = await scope.school('A', 'alcott');
    const { counts, findings } = await school.sync(packageFiles(smallRoster()));
    assert.deepEqual(findings, []);
    assert.deepEqual(
      [await school.active('student'), await school.active('staff'), await school.active('classroom')],
      ['s6 s7', 'p2', 'c3'],
    );
    assert.equal(await school.active('enrollment'), 'c3-p2 c3-s6 c3-s7');
    assert.deepEqual([counts.students.read, counts.students.created, counts.students.skipped], [7, 2, 5]);
    await other.sync(packageFiles(smallRoster()));
    assert.equal(await other.active('student'), 's1 s2 s3 s4 s5 s6', 's6 is of both schools');
    const schools = await scope.rows(
      'select source_id, name, slug, archived_at from school where district_id = :districtId order by source_id',
    );
    assert.deepEqual(schools, [
      { source_id: 'A', name: 'Alcott', slug: 'alcott', archived_at: null },
      { source_id: 'B', name: 'Banneker', slug: 'banneker', archived_at: null },
    ]);
    const gone = await school.sync(
      roster((tables) => {
        tables.users = without(tables.users, 's7', 's1');
        tables.enrollments = without(tables.enrollments, 'c3-s7');
      }),
    );
    assert.deepEqual(actions(gone.changes), ['student archive', 'enrollment archive']);
    assert.equal(await other.active('student'), 's1 s2 s3 s4 s5 s6', 'of another scope: untouched');
  });

  it('of a school needs its id, and the school in the roster', async () => {
    const nameless = await scope.school(null, 'nameless');
    await assert.rejects(nameless.sync(packageFiles(smallRoster())), refusedAs('SchoolIdMissing', /no roster id/));
    const unknown = await scope.school('Z9', 'unknown');
    await assert.rejects(unknown.sync(packageFiles(smallRoster())), refusedAs('SchoolNotInRoster', /id "Z9"/));
  });

  it('archives a school that is gone, but none made by hand', async () => {
    await scope.school('H', 'by-hand');
    await scope.sync(packageFiles(smallRoster()));
    const { changes } = await scope.sync(
      roster((tables) => {
        tables.orgs = without(tables.orgs, 'B');
      }),
    );
    assert.ok(actions(changes).includes('school archive'));
    const open = await scope.rows(
      'select source_id from school where district_id = :districtId and archived_at is null order by 1',
    );
    assert.deepEqual(open, [{ source_id: 'A' }, { source_id: 'H' }]);
  });

  it('notices staging that a crash of the server has emptied, and stages again what it is told', async () => {
    const run = await scope.openRun();
    const files = roster(({ users }) => users.push({ ...student('', 'A') }));
    await scope.stage(run, files);
    assert.deepEqual(await lostCollections(scope.db, run), []);
    await scope.db.raw(`truncate ${rosterStagingTable(run, 'students')}`);
    assert.deepEqual(await lostCollections(scope.db, run), ['students']);
    await assert.rejects(
      scope.db.transaction((trx) => applyRoster(trx, run)),
      /students/,
    );
    await scope.stageOne(run, 'students', files);
    assert.deepEqual(await lostCollections(scope.db, run), []);
    const { findings } = await scope.written(run.runId);
    assert.deepEqual(codes(findings), [['roster-required-missing', 12]], 'nothing is reported twice');
    const counts = await scope.db.transaction((trx) => applyRoster(trx, run));
    assert.ok(!isHeld(counts));
    assert.equal(counts.students.created, 7);
  });

  it('comes to the same in any order of rows', async function () {
    this.timeout(timeFor(draws(5)));
    await scope.sync(packageFiles(smallRoster()));
    const expected = await scope.snapshot();
    const tables = smallRoster();
    const shuffled = fc.record(
      Object.fromEntries(
        Object.entries(tables).map(([name, rows]) => [
          name,
          fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }),
        ]),
      ),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async (any) => {
        const { changes } = await scope.sync(packageFiles(any as Tables));
        assert.deepEqual(changes, []);
        const fresh = await TestScope.district(scope.db, `d${++others}`);
        await fresh.sync(packageFiles(any as Tables));
        assert.deepEqual(await fresh.snapshot(), expected);
      }),
      { numRuns: draws(5) },
    );
  });
});
