import assert from 'node:assert/strict';
import { dailySyncId } from '../../src/contract/ids.js';
import { decideHold, decideRemovals, progress } from '../../src/contract/requests.js';
import { query } from '../../src/db/sql-files.js';
import { requestSync } from '../../src/requests/start-sync.js';
import { runReport } from '../../src/runs/report.js';
import { lastRun, syncToEnd, until } from '../support/runs.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

const numbers = (count: number, from = 1) => Array.from({ length: count }, (_, i) => i + from);
const users = (ids: number[], name = 'Pupil') =>
  `sourcedId,enabledUser,orgSourcedIds,role,username,givenName,familyName\n${ids.map((n) => `S${n},true,school-1,student,s${n},Ada,${name} ${n}\n`).join('')}`;
const guardians = (ids: number[]) =>
  `studentSisId,guardianSisId,firstName,lastName,email\n${ids.map((n) => `S${n},G${n},Parent,Number ${n},p${n}@example.org\n`).join('')}`;

/** Questions of the roster part, alone and together with those of the guardian part. */
describe('decisions about a roster', function () {
  this.timeout(120_000);
  let system: TestSystem;

  beforeEach(async () => {
    system = await createTestSystem();
    await system.putFile(
      'manifest.csv',
      'propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.orgs,bulk\nfile.users,bulk\nfile.classes,absent\nfile.enrollments,absent\n',
    );
    await system.putFile('orgs.csv', 'sourcedId,name,type\nschool-1,North,school\n');
    await system.putFile('users.csv', users(numbers(40)));
    await system.putFile('guardians.csv', guardians(numbers(40)));
    await system.withWorkers(() => syncToEnd(system));
  });
  afterEach(() => system.stop());

  const handle = () => system.client.workflow.getHandle(dailySyncId(system.scope));

  async function syncTo(wanted: string) {
    await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'the test' });
    await until(async () => (await handle().query(progress)).status === wanted);
    return (await handle().query(progress)).questions;
  }

  async function active(): Promise<{ students: number; links: number }> {
    const [row] = await query<{ students: number; links: number }>(
      system.db,
      `select (select count(*) from student where archived_at is null) as students,
         (select count(*) from guardian_link where archived_at is null) as links`,
    );
    return row!;
  }

  it('students who leave both files are one question; their links go or stay with them', async () => {
    await system.putFile('users.csv', users(numbers(30)));
    await system.putFile('guardians.csv', guardians(numbers(30)));
    await system.withWorkers(async () => {
      const { removals } = await syncTo('threshold');
      assert.deepEqual(removals, [{ part: 'roster', kind: 'students', count: 10 }]);
      assert.deepEqual(await active(), { students: 40, links: 40 });
      await handle().executeUpdate(decideRemovals, { args: [{ decision: 'archive' }] });
      await handle().result();
    });
    assert.deepEqual(await active(), { students: 30, links: 30 });
    const report = await runReport(system.db, (await lastRun(system)).run_id);
    assert.deepEqual([report.run.status, report.counts.roster?.students.archived], ['done', 10]);
  });

  it('a roster that renames most students is held, families sync on the last good one; applied, both run', async () => {
    await system.putFile('users.csv', users(numbers(42), 'Other'));
    await system.putFile('guardians.csv', guardians(numbers(42)));
    await system.withWorkers(async () => {
      const { hold } = await syncTo('held');
      assert.deepEqual(hold, [{ part: 'roster', code: 'students-renamed' }]);
      const waiting = await runReport(system.db, (await lastRun(system)).run_id);
      assert.deepEqual([waiting.counts.roster, waiting.rows?.skipped], [null, 2]);
      assert.match(waiting.sentence, /^The roster was not applied/);
      await handle().executeUpdate(decideHold, { args: [{ decision: 'apply' }] });
      await handle().result();
    });
    assert.deepEqual(await active(), { students: 42, links: 42 });
    const report = await runReport(system.db, (await lastRun(system)).run_id);
    assert.deepEqual([report.run.status, report.rows?.applied, report.rowsAddUp], ['done', 2, true]);
  });

  it('both questions at once are answered one by one', async () => {
    await system.putFile('users.csv', users(numbers(40), 'Other'));
    await system.putFile('guardians.csv', guardians(numbers(30)));
    await system.withWorkers(async () => {
      const { hold, removals } = await syncTo('held');
      assert.deepEqual([hold.length, removals], [1, [{ part: 'guardians', kind: 'guardianLinks', count: 10 }]]);
      await handle().executeUpdate(decideRemovals, { args: [{ decision: 'keep' }] });
      await until(async () => {
        const { status, questions } = await handle().query(progress);
        return status === 'held' && questions.removals.length === 0;
      });
      await handle().executeUpdate(decideHold, { args: [{ decision: 'discard' }] });
      assert.equal(((await handle().result()) as { status: string }).status, 'held');
    });
    assert.deepEqual(await active(), { students: 40, links: 40 });
  });
});
