import assert from 'node:assert/strict';
import { query } from '../../src/db/sql-files.js';
import { type Cells, csv, manifest, smallRoster, student, type Tables, zipBytes } from '../roster/files.js';
import { syncToEnd } from '../support/runs.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

/** Later names are of later files, also within the second that SFTP tells. */
const whole = (tables: Tables) => {
  const names = ['orgs', 'academicSessions', 'courses', 'classes', 'users', 'enrollments'] as const;
  const files = names.map((name) => [`${name}.csv`, csv(name, tables[name])]);
  return zipBytes({ 'manifest.csv': manifest, ...Object.fromEntries(files) });
};
const usersChanged = (...users: Cells[]) => {
  const said = manifest.replace('users,bulk', 'users,delta').replaceAll(',bulk', ',absent');
  const changed = users.map((user) => ({ ...user, status: 'active', dateLastModified: '2026-01-01' }));
  return zipBytes({ 'manifest.csv': said, 'users.csv': csv('users', changed) });
};

describe('ZIPs of changes in the folder of a district', function () {
  this.timeout(120_000);
  let system: TestSystem;

  before(async () => {
    system = await createTestSystem();
    await system.set({ 'guardians.enabled': 'false' });
  });
  after(() => system.stop());

  /** The ZIP that was read, what waits, and the last names of students. */
  const night = async () => {
    const { runId, status } = await system.withWorkers(() => syncToEnd(system));
    assert.match(status, /^done/);
    const [read] = await query<{ name: string }>(system.db, 'select name from blob where run_id = :runId', { runId });
    const findings = await query<{ message: string }>(
      system.db,
      `select message from run_finding where run_id = :runId and code = 'roster-changes-waiting'`,
      { runId },
    );
    const students = await query<{ id: string; name: string }>(
      system.db,
      `select source_id as id, last_name as name from student where archived_at is null and source_id in ('s1', 's2', 'new')
       order by source_id`,
    );
    return {
      read: read?.name,
      waiting: findings.map(({ message }) => /one for each: (.*?)\. Start/.exec(message)?.[1]),
      students: Object.fromEntries(students.map(({ id, name }) => [id, name])),
    };
  };
  const named = (id: string, familyName: string) => student(id, 'A', { familyName });

  it('are read in the order of their dates, one a sync, so that none is lost', async () => {
    await system.putFile('1.zip', await whole(smallRoster()));
    assert.deepEqual((await night()).students, { s1: 'Pupil', s2: 'Pupil' });
    await system.putFile('2.zip', await usersChanged(named('s1', 'Early'), named('new', 'Arrived')));
    await system.putFile('3.zip', await usersChanged(named('s1', 'Later'), named('s2', 'Later')));
    assert.deepEqual(await night(), {
      read: '2.zip',
      waiting: ['3.zip'],
      students: { s1: 'Early', s2: 'Pupil', new: 'Arrived' },
    });
    const last = { read: '3.zip', waiting: [], students: { s1: 'Later', s2: 'Later', new: 'Arrived' } };
    assert.deepEqual(await night(), last);
    assert.deepEqual(await night(), last, 'the newest again');
  });

  it('before the whole are not needed; those after it come after it', async () => {
    await system.putFile('4.zip', await usersChanged(named('s1', 'Needless')));
    await system.putFile('5.zip', await whole(smallRoster()));
    await system.putFile('6.zip', await usersChanged(named('s2', 'Married')));
    const { read, waiting, students } = await night();
    assert.deepEqual([read, waiting, students], ['5.zip', ['6.zip'], { s1: 'Pupil', s2: 'Pupil' }]);
    assert.deepEqual((await night()).students, { s1: 'Pupil', s2: 'Married' });
  });
});
