import assert from 'node:assert/strict';
import { asVersion12, packageFiles, smallRoster, type Tables } from './files.js';
import { type TestScope, withFreshScopes } from './scope.js';

const department = (sourcedId: string, parentSourcedId: string, type = 'department') => ({
  ...{ sourcedId, name: sourcedId, type, parentSourcedId },
});

/** Students and a class of organizations that are no schools. */
function roster(change: (tables: Tables) => void, asVersion: (tables: Tables) => Tables = (tables) => tables) {
  const tables = smallRoster();
  change(tables);
  return packageFiles(asVersion(tables));
}

describe('roster file 07: organizations that are no schools', () => {
  let scope: TestScope;
  withFreshScopes((fresh) => {
    scope = fresh;
  });
  const schools = async (table: string) => {
    const rows = await scope.rows<{ source_id: string; school: string | null }>(
      `select t.source_id, c.source_id as school from ${table} t left join school c using (district_id, school_id)
       where t.district_id = :districtId order by t.source_id collate "C"`,
    );
    return Object.fromEntries(rows.map(({ source_id, school }) => [source_id, school]));
  };

  for (const [version, as] of [
    ['1.1', (tables: Tables) => tables],
    ['1.2', asVersion12],
  ] as const)
    it(`are their school's, however deep (${version})`, async () => {
      const { findings } = await scope.sync(
        roster(({ orgs, users, classes }) => {
          orgs.push(department('DEP', 'A'), department('TEAM', 'DEP', 'local'));
          users[0]!.orgSourcedIds = 'DEP';
          users[1]!.orgSourcedIds = 'TEAM,A,B';
          users[7]!.orgSourcedIds = 'TEAM';
          classes[0]!.schoolSourcedId = 'DEP';
        }, as),
      );
      const [students, staff, classrooms] = [
        await schools('student'),
        await schools('staff'),
        await schools('classroom'),
      ];
      assert.deepEqual([students.s1, students.s2, staff.p1, classrooms.c1], ['A', 'A', 'A', 'A']);
      assert.deepEqual(findings, []);
      const [both] = await scope.rows(
        `select cardinality(school_ids) as n from student where district_id = :districtId and source_id = 's2'`,
      );
      assert.equal(both!.n, 2, 'no school twice');
    });

  it('are synced with the schools that are chosen', async () => {
    scope.settings.roster.schools = ['A'];
    await scope.sync(
      roster(({ orgs, users }) => {
        orgs.push(department('DEP', 'A'), department('OTHER', 'B'));
        users[5]!.orgSourcedIds = 'OTHER';
        users[6]!.orgSourcedIds = 'DEP';
      }),
    );
    assert.equal(await scope.active('student'), 's1 s2 s3 s4 s5 s7');
  });

  it('in no school, or none at all, are told once with the count', async () => {
    const { findings } = await scope.sync(
      roster(({ orgs, users, classes }) => {
        orgs.push(department('DEP', 'd'), department('LOOP', 'LOOP2'), department('LOOP2', 'LOOP'));
        users[0]!.orgSourcedIds = 'DEP';
        users[1]!.orgSourcedIds = 'LOOP';
        users[2]!.orgSourcedIds = '';
        users[8]!.orgSourcedIds = 'd';
        classes[2]!.schoolSourcedId = 'DEP';
      }),
    );
    assert.deepEqual(
      findings.map(({ code, message }) => [code, message.split('.')[0]]),
      [
        ['roster-without-school', 'At no school: 1 of the classrooms'],
        ['roster-without-school', 'At no school: 3 of the students'],
      ],
    );
  });
});
