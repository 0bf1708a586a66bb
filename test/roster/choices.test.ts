import assert from 'node:assert/strict';
import { packageFiles, smallRoster, type Tables } from './files.js';
import { TestScope, withFreshScopes } from './scope.js';

/** The small roster without a student and a class. */
function smaller(): Tables {
  const tables = smallRoster();
  const without = (rows: Record<string, string>[], name: string, id: string) => rows.filter((row) => row[name] !== id);
  tables.users = without(tables.users, 'sourcedId', 's1');
  tables.classes = without(tables.classes, 'sourcedId', 'c3');
  tables.enrollments = tables.enrollments.filter((row) => row.userSourcedId !== 's1' && row.classSourcedId !== 'c3');
  return tables;
}

/** Whatever day it is, and if midnight comes meanwhile. */
const always = '2020-01-01..2099-12-31';

describe('what the settings choose about a roster', () => {
  let scope: TestScope;
  let others = 0;
  withFreshScopes((fresh) => {
    scope = fresh;
  });
  beforeEach(async () => {
    await scope.sync(packageFiles(smallRoster()));
  });
  const archived = async () => {
    const rows = await scope.rows(
      `select source_id from student where district_id = :districtId and archived_at is not null
       union all select source_id from classroom where district_id = :districtId and archived_at is not null order by 1`,
    );
    return rows.map((row) => row.source_id);
  };

  it('archives who is absent, and takes back who returns', async () => {
    await scope.sync(packageFiles(smaller()));
    assert.deepEqual(await archived(), ['c3', 's1']);
    await scope.sync(packageFiles(smallRoster()));
    assert.deepEqual(await archived(), []);
  });

  it('"Archived Students": keeps students who left, and their classes go all the same', async () => {
    scope.settings.roster.archiveStudents = false;
    const { counts } = await scope.sync(packageFiles(smaller()));
    assert.deepEqual(await archived(), ['c3']);
    assert.equal(counts.students.archived, 0);
  });

  it('leaves archived classrooms archived, with their enrollments, where they are not to come back', async () => {
    await scope.sync(packageFiles(smaller()));
    scope.settings.roster.unarchiveClassrooms = false;
    const { counts, findings } = await scope.sync(packageFiles(smallRoster()));
    assert.deepEqual(await archived(), ['c3']);
    assert.deepEqual([counts.classrooms.restored, counts.classrooms.skipped, findings], [0, 1, []]);
    scope.settings.roster.unarchiveClassrooms = true;
    await scope.sync(packageFiles(smallRoster()));
    assert.deepEqual(await archived(), []);
  });

  for (const [what, settings, sentence] of [
    ['a blackout date', { blackoutDates: [always] }, /^Today is a blackout date, so nothing was archived/],
    ['the end-of-year pause', { endOfYearPause: '01-01..12-31' }, /^Today is in the end-of-year pause/],
  ] as const) {
    it(`archives nothing on ${what} and says so; the next day it does`, async () => {
      Object.assign(scope.settings.schedule, settings);
      const tables = smaller();
      Object.assign(tables.users.find(({ sourcedId }) => sourcedId === 's2')!, { givenName: 'Zoë' });
      const { counts, findings } = await scope.sync(packageFiles(tables));
      assert.deepEqual(await archived(), []);
      assert.equal(counts.students.updated, 1);
      const [finding] = findings.filter(({ code }) => code === 'quiet-day');
      assert.match(finding?.message ?? '', sentence);
      Object.assign(scope.settings.schedule, { blackoutDates: [], endOfYearPause: null });
      await scope.sync(packageFiles(tables));
      assert.deepEqual(await archived(), ['c3', 's1']);
    });
  }

  it('syncs the people and classes of chosen schools, by source id or identifier', async () => {
    const chosen = await TestScope.district(scope.db, `d${++others}`);
    chosen.settings.roster.schools = ['002'];
    const { counts } = await chosen.sync(packageFiles(smallRoster()));
    const schools = await chosen.rows(
      `select distinct c.source_id from student s join school c using (district_id, school_id)
       where s.district_id = :districtId and s.archived_at is null
       union select c.source_id from classroom r join school c using (district_id, school_id) where r.district_id = :districtId`,
    );
    assert.deepEqual(schools, [{ source_id: 'B' }]);
    assert.equal(counts.schools.created, 2, 'a district knows all of its schools');
    chosen.settings.roster.schools = ['B', 'X', 'Y'];
    await assert.rejects(chosen.sync(packageFiles(smallRoster())), {
      code: 'SchoolsNotInRoster',
      retryable: false,
      message: /none with the id X, Y\. Nothing was applied/,
    });
  });
});
