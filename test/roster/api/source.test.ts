import assert from 'node:assert/strict';
import { dailySyncId } from '../../../src/contract/ids.js';
import { retryFailed } from '../../../src/contract/requests.js';
import { query } from '../../../src/db/sql-files.js';
import { requestSync } from '../../../src/requests/start-sync.js';
import type { RosterCounts } from '../../../src/runs/counts.js';
import { dryRun } from '../../support/dry-runs.js';
import { lastRun, syncToAttention, syncToEnd, until } from '../../support/runs.js';
import { createTestSystem, type TestSystem } from '../../support/system.js';
import { tinyDistrict } from './district.js';
import { registerTiny } from './register-tiny.js';
import { anotherDistrict, useTiny } from './tiny-district.js';
import { startTinyServer, type TinyServer, tinyToken } from './tiny-server.js';

describe('a roster from an API', function () {
  this.timeout(120_000);
  let system: TestSystem;
  let tiny: TinyServer;

  let unregister: () => void;
  before(async () => {
    unregister = registerTiny();
    [system, tiny] = await Promise.all([createTestSystem(), startTinyServer(tinyDistrict(1000))]);
    await useTiny(system, tiny);
  });
  after(() => {
    unregister();
    return Promise.all([system.stop(), tiny.stop()]);
  });

  const sync = () => system.withWorkers(() => syncToEnd(system));
  const active = async (table: string) => {
    const [row] = await query<{ count: number }>(
      system.db,
      `select count(*) from ${table} t where created_run is not null and archived_at is null
         and district_id = (select district_id from scope where slug = :scope)`,
      { scope: system.scope },
    );
    return row?.count;
  };
  const findings = async (code: string) =>
    query<{ severity: string; message: string }>(
      system.db,
      'select severity, message from run_finding where run_id = :run and code = :code order by finding_id',
      { run: (await lastRun(system)).run_id, code },
    );

  it('is in the directory as the API gives it', async () => {
    assert.equal((await sync()).status, 'done');
    assert.deepEqual(
      await Promise.all(['school', 'classroom', 'student', 'staff', 'enrollment'].map(active)),
      [2, 100, 1000, 100, 2000],
    );
    assert.equal(tiny.asked.filter((path) => path.startsWith('/people')).length, 11);
  });

  it('a second sync writes nothing', async () => {
    assert.equal((await sync()).status, 'done');
    const { run_id } = await lastRun(system);
    for (const table of ['school', 'student', 'staff', 'classroom', 'enrollment']) {
      assert.equal((await query(system.db, `select from ${table} where source_run = :run_id`, { run_id })).length, 0);
    }
    assert.equal((await query(system.db, 'select from change where run_id = :run_id', { run_id })).length, 0);
  });

  it('stores what was received encrypted, many pages a blob, without passwords', async () => {
    const { run_id } = await lastRun(system);
    const blobs = await query<{ name: string; manifest: never }>(
      system.db,
      `select name, manifest from blob where run_id = :run_id and purpose = 'roster' order by name`,
      { run_id },
    );
    assert.deepEqual(
      blobs.map(({ name }) => name),
      ['classes', 'enrollments', 'people', 'schools'].map((feed) => `oneroster-rest-${feed}-1.jsonl`),
    );
    let text = '';
    for await (const chunk of system.blobs.read(blobs[2]!.manifest)) text += Buffer.from(chunk).toString();
    assert.match(text, /"id":"st-999"/);
    assert.doesNotMatch(text, /a-password-of-a-student/);
  });

  it('archives who is absent from a collection that was read whole', async () => {
    tiny.feeds.people = tiny.feeds.people!.filter((each) => (each as { id: string }).id !== 'st-7');
    await sync();
    assert.deepEqual([await active('student'), await active('enrollment')], [999, 1998]);
    tiny.feeds = tinyDistrict(1000);
    await sync();
    assert.equal(await active('student'), 1000);
  });

  it('archives nobody where the server gives fewer than it counts, and says why; what is new is applied', async () => {
    tiny.instead = (path, response) => {
      if (!path.startsWith('/people')) return false;
      const records = [{ id: 'st-new', role: 'student', school: 'sch-0', first: 'New', last: 'Pupil' }];
      response.end(JSON.stringify({ records, next: null, total: 1100 }));
      return true;
    };
    const { status } = await sync();
    tiny.instead = () => false;
    assert.equal(status, 'done_with_warnings');
    assert.deepEqual([await active('student'), await active('staff')], [1001, 100]);
    assert.deepEqual(
      (await findings('roster-incomplete')).map(({ message }) => message),
      ['students', 'staff'].map(
        (people) =>
          `The ${people} may not have been read completely, so none were archived for being absent. It counts 1100 and gave 1.`,
      ),
    );
    await sync();
    assert.equal(await active('student'), 1000, 'once it is whole again, who is absent goes');
  });

  it('archives nothing of a collection that is empty', async () => {
    tiny.feeds.enrollments = [];
    assert.equal((await sync()).status, 'done_with_warnings');
    assert.equal(await active('enrollment'), 2000);
    assert.equal((await findings('roster-collection-empty')).length, 1);
    tiny.feeds = tinyDistrict(1000);
  });

  it('roster 04: needs attention once it names no students any more', async () => {
    tiny.feeds.people = tiny.feeds.people!.filter((each) => (each as { role: string }).role !== 'student');
    await system.withWorkers(async () => {
      const { failure_code, failure_message } = await syncToAttention(system);
      assert.equal(failure_code, 'RosterWithoutStudents');
      assert.match(failure_message ?? '', /1,000 students were there before/);
      tiny.feeds = tinyDistrict(1000);
      const handle = system.client.workflow.getHandle(dailySyncId(system.scope));
      await handle.executeUpdate(retryFailed, { args: [{}] });
      await handle.result();
    });
    assert.deepEqual([await active('student'), await active('enrollment')], [1000, 2000]);
  });

  it('names records by their ids where something is wrong with them', async () => {
    tiny.feeds.enrollments!.push({ id: 'e-lost', class: 'c-nowhere', user: 'st-1', role: 'student' });
    await sync();
    const [orphan] = await findings('roster-orphan-enrollment');
    assert.match(
      orphan?.message ?? '',
      /is not in the roster\. The enrollment was left out\. \(enrollments, ID e-lost\)$/,
    );
    tiny.feeds = tinyDistrict(1000);
  });

  it('shows in a dry run what a sync would do, and changes nothing', async () => {
    tiny.feeds.people = tiny.feeds.people!.slice(1);
    const { counts } = await system.withWorkers(() => dryRun(system));
    assert.equal((counts as { roster?: RosterCounts }).roster?.students.archived, 1);
    assert.equal(await active('student'), 1000);
    tiny.feeds = tinyDistrict(1000);
  });

  it('takes the first of a record that comes twice, as where pages shift', async () => {
    const { people } = tinyDistrict(1000);
    tiny.feeds.people = [...people!, { ...people![3]!, first: 'Second' }];
    await sync();
    const { run_id, counts } = await lastRun(system);
    assert.equal((await query(system.db, 'select from change where run_id = :run_id', { run_id })).length, 0);
    assert.equal((counts as unknown as { roster: { students: { read: number } } }).roster.students.read, 1000);
    tiny.feeds = tinyDistrict(1000);
  });

  it('syncs the schools that are chosen alone, and names those that are not found', async () => {
    const other = await anotherDistrict(system, tiny, 'chosen');
    await other.set({ 'roster.schools': '["sch-1", "nowhere"]' });
    await system.withWorkers(async () => {
      const failed = await syncToAttention(other);
      assert.equal(failed.failure_code, 'SchoolsNotInRoster');
      assert.match(failed.failure_message ?? '', /none with the id nowhere\. Nothing was applied/);
      await other.set({ 'roster.schools': '["#sch-1"]' });
      await syncToEnd(other);
    });
    const students = await query(
      system.db,
      `select distinct t.source_id from student s join school t using (district_id, school_id)
       join scope c on c.scope_id = s.scope_id where c.slug = :scope`,
      { scope: other.scope },
    );
    assert.deepEqual(students, [{ source_id: 'sch-1' }]);
  });

  it('needs attention for a key that is refused and a body that does not parse, and shows neither key nor body', async () => {
    await system.withWorkers(async () => {
      await system.set({ 'roster.token': 'a-wrong-token' });
      const refused = await syncToAttention(system);
      assert.equal(refused.failure_code, 'RosterKeyRefused');
      await system.set({ 'roster.token': tinyToken });
      tiny.instead = (_, response) => {
        response.end('<html>Ana999 Ruiz is logged out</html>');
        return true;
      };
      await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'the test' });
      await until(async () => (await lastRun(system)).failure_code === 'RosterAnswerInvalid');
      const unreadable = await lastRun(system);
      const history = await system.client.workflow.getHandle(dailySyncId(system.scope)).fetchHistory();
      const told = JSON.stringify([refused, unreadable, history]);
      assert.doesNotMatch(told, /a-wrong-token|tiny-token|Ana999/);
      tiny.instead = () => false;
      await syncToEnd(system);
    });
    assert.equal(await active('student'), 1000);
  });
});
