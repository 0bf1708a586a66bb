import assert from 'node:assert/strict';
import { utimes } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { dailySyncId } from '../../src/contract/ids.js';
import { retryFailed, scheduleRequester } from '../../src/contract/requests.js';
import { query } from '../../src/db/sql-files.js';
import { requestSync } from '../../src/requests/start-sync.js';
import { runReport } from '../../src/runs/report.js';
import { inProcess, withEnvironment } from '../cli/run-cli.js';
import { zipBytes } from '../roster/files.js';
import { lastRun, syncToAttention, syncToEnd, until } from '../support/runs.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

const fileOf = (rows: number) =>
  `studentSisId,guardianSisId,firstName,lastName,email\n${Array.from({ length: rows }, (_, n) => `S${n + 1},G${n + 1},Ana,Ruiz ${n},a${n}@example.org\n`).join('')}`;
const attributes = 'studentSisId,House\nS1,Oak\nS2,Elm\n';

/** How the files of the folder are found: docs/guardian-rules.md 1. */
describe('a file by another name', function () {
  this.timeout(60_000);
  let main: TestSystem;
  let system: TestSystem;
  let districts = 0;

  before(async () => {
    main = await createTestSystem();
  });
  after(() => main.stop());
  beforeEach(async () => {
    districts += 1;
    system = await main.withDistrict(`names-${districts}`);
    await system.set({ 'roster.source': 'none' });
    await insertStudents(system.db, system.scope, 20);
  });

  async function synced(): Promise<{ links: number; attributes: number; notices: string[]; sha256: string }> {
    assert.equal((await syncToEnd(system)).status, 'done');
    return told();
  }

  async function told() {
    const { run_id } = await lastRun(system);
    const { findings, file } = await runReport(system.db, run_id);
    const [row] = await query<{ links: number; attributes: number }>(
      system.db,
      `select (select count(*) from guardian_link l where l.district_id = d.district_id and archived_at is null) as links,
         (select count(*) from student_attribute a where a.district_id = d.district_id and archived_at is null) as attributes
       from district d where slug = :scope`,
      { scope: system.scope },
    );
    const notices = findings.list.filter(({ code }) => code.startsWith('file-')).map(({ message }) => message);
    return { ...row!, notices, sha256: file!.sha256 };
  }

  it('is the newest by a pattern, and the report says which', async () => {
    await system.set({ 'guardians.fileName': 'contacts_*.csv' });
    await system.putFile('contacts_1.csv', fileOf(2));
    await system.putFile('contacts_2.csv', fileOf(3));
    await system.putFile('guardians.csv', fileOf(4));
    await utimes(system.file('contacts_2.csv'), 1e9, 1e9);
    await system.withWorkers(async () => {
      const { links, notices } = await synced();
      assert.equal(links, 2);
      assert.deepEqual(notices, [
        'The file contacts_1.csv was taken, the newest of 2 files by the name contacts_*.csv.',
      ]);
    });
  });

  it('is one in a ZIP, for both files; the same rows packed again are the same file', async () => {
    await system.set({
      'guardians.fileName': 'export_*.zip',
      'studentAttributes.fileName': 'export_*.zip',
      'studentAttributes.enabled': 'true',
    });
    const files = { 'out/guardians.csv': fileOf(5), 'out/student_attributes.csv': attributes };
    await system.withWorkers(async () => {
      await system.putFile('export_1.zip', await zipBytes(files));
      const first = await synced();
      assert.deepEqual([first.links, first.attributes], [5, 2]);
      assert.ok(first.notices.includes('guardians.csv was read out of export_1.zip.'), first.notices.join());
      assert.ok(first.notices.includes('student_attributes.csv was read out of export_1.zip.'), first.notices.join());

      await system.putFile('export_2.zip', await zipBytes({ ...files, 'out/log.txt': 'ended well' }));
      const second = await synced();
      assert.equal(second.sha256, first.sha256);
      assert.ok(
        second.notices.some((each) => /The file is the same as in run/.test(each)),
        second.notices.join(),
      );
    });
    const blobs = await query<{ purpose: string }>(
      system.db,
      `select purpose from blob where run_id = :run and purpose like 'guardians%' order by 1`,
      { run: (await lastRun(system)).run_id },
    );
    assert.deepEqual(
      blobs.map(({ purpose }) => purpose),
      ['guardians', 'guardians-unpacked'],
    );
  });

  it('is one in a gzip file; at night one that breaks off is waited for', async () => {
    await system.set({ 'guardians.fileName': 'guardians.csv.gz', 'guardians.waitForFileMinutes': '60' });
    const whole = gzipSync(fileOf(6));
    await system.putFile('guardians.csv.gz', whole.subarray(0, -9));
    await system.withWorkers(
      async () => {
        const handle = system.client.workflow.getHandle(dailySyncId(system.scope));
        await requestSync(system.db, system.client, system.queues, {
          scope: system.scope,
          requestedBy: scheduleRequester,
        });
        const guardians = system.client.workflow.getHandle(`${dailySyncId(system.scope)}/guardians`);
        await until(async () =>
          /GzipDamaged/.test(JSON.stringify((await guardians.describe()).raw.pendingActivities ?? [])),
        );
        await system.putFile('guardians.csv.gz', whole);
        assert.equal(((await handle.result()) as { status: string }).status, 'done');
        assert.equal((await told()).links, 6);

        await system.putFile('guardians.csv.gz', whole.subarray(0, -9));
        assert.equal((await syncToAttention(system)).failure_code, 'GzipDamaged');
        await system.putFile('guardians.csv.gz', gzipSync(fileOf(20)));
        await system.set({ 'guardians.maxFileBytes': '300' });
        await handle.executeUpdate(retryFailed, { args: [{}] });
        await until(async () => (await lastRun(system)).failure_code === 'GuardianFileTooLarge');
        await system.set({ 'guardians.maxFileBytes': '100000' });
        await handle.executeUpdate(retryFailed, { args: [{}] });
        await handle.result();
        assert.equal((await told()).links, 20);
      },
      { lookAgainSeconds: 0.2 },
    );
  });

  it('is found by the test of the connection', async () => {
    await system.set({
      'guardians.fileName': 'contacts_*.zip',
      'studentAttributes.fileName': 'houses.csv',
      'studentAttributes.enabled': 'true',
    });
    await system.putFile('contacts_7.zip', await zipBytes({ 'families.csv': fileOf(7) }));
    await system.putFile('houses.csv', attributes);
    const restore = withEnvironment(system.env);
    try {
      const { out } = await inProcess(['connection', 'test', system.scope]);
      assert.match(out, /Guardian file: .*contacts_7\.zip/);
      assert.match(out, /Rows: 7 read, 0 in error/);
      assert.match(out, /Student attributes: .*houses\.csv/);
    } finally {
      restore();
    }
    assert.equal((await query(system.db, 'select from begun_blob')).length, 0);
  });

  it('has a name without a folder, and not that of an upload in progress', async () => {
    for (const name of ['', '*', '*.*', 'a/b.csv', 'a\\b.csv', 'a.csv.part', ' a.csv', 'x'.repeat(256)]) {
      await assert.rejects(system.set({ 'guardians.fileName': name }), { code: 'BadSetting' }, name);
    }
  });
});
