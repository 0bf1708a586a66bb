import assert from 'node:assert/strict';
import { dailySyncId } from '../../src/contract/ids.js';
import { progress, retryFailed, scheduleRequester } from '../../src/contract/requests.js';
import { query } from '../../src/db/sql-files.js';
import { requestSync } from '../../src/requests/start-sync.js';
import { runReport } from '../../src/runs/report.js';
import { lastRun, syncToAttention, syncToEnd, until } from '../support/runs.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';
import { requestUpload } from '../support/uploads.js';

const header = 'studentSisId,guardianSisId,firstName,lastName,email\n';
const row = (n: number) => `S${n},G${n},Par${n},Fam${n},p${n}@example.org\n`;
const fileOf = (rows: number) => header + Array.from({ length: rows }, (_, n) => row(n + 1)).join('');
/** 60 rows, cut in the last cell of row 53. */
const cut = fileOf(53).slice(0, -5);
const attributesOf = (rows: number) =>
  `studentSisId,House\n${Array.from({ length: rows }, (_, n) => `S${n + 1},Oak\n`).join('')}`;

describe('a file that is not complete yet', function () {
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
    system = await main.withDistrict(`incomplete-${districts}`);
    await system.set({ 'roster.source': 'none', 'guardians.waitForFileMinutes': '60' });
    await insertStudents(system.db, system.scope, 60);
  });

  const handle = () => system.client.workflow.getHandle(dailySyncId(system.scope));
  const status = async () => (await handle().query(progress)).status;
  async function active(table: 'guardian' | 'guardian_link' | 'student_attribute' = 'guardian_link'): Promise<number> {
    const [row] = await query<{ count: number }>(
      system.db,
      `select count(*) from ${table} join district using (district_id) where slug = :scope and archived_at is null`,
      { scope: system.scope },
    );
    return row!.count;
  }

  const atNight = () =>
    requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: scheduleRequester });

  /** Every look receives the file again. */
  async function looks(purpose = 'guardians'): Promise<number> {
    const { run_id } = await lastRun(system);
    return (
      await query(system.db, 'select from blob where run_id = :run_id and purpose = :purpose', { run_id, purpose })
    ).length;
  }

  async function codes(): Promise<string[]> {
    const { findings } = await runReport(system.db, (await lastRun(system)).run_id);
    return findings.list.map(({ code }) => code);
  }

  const withQuickLooks = (work: () => Promise<void>) => system.withWorkers(work, { lookAgainSeconds: 0.2 });

  for (const [title, content] of [
    ['empty', ''],
    ['of a header alone', header],
    ['of half a header', 'studentSisId,guardianSis'],
    ['cut in a row', `${fileOf(20)}S21,G2`],
    ['cut in a quote', `${fileOf(20)}S21,"G2`],
  ] as const) {
    it(`guardian file 15: ${title} at night is waited for`, async () => {
      await system.putFile('guardians.csv', content);
      await withQuickLooks(async () => {
        await atNight();
        await until(async () => (await looks()) > 1);
        assert.equal(await status(), 'running');
        await system.putFile('guardians.csv', fileOf(60));
        assert.equal(((await handle().result()) as { status: string }).status, 'done');
      });
      assert.equal(await active(), 60);
      assert.deepEqual(
        (await codes()).filter((code) => code.startsWith('file-') || code === 'header-only'),
        [],
      );
    });
  }

  for (const [content, code, sentence] of [
    ['', 'file-empty', /The file is empty/],
    [header, 'header-only', /a header line and no rows/],
  ] as const) {
    it(`guardian file 15: ${code} once the time is over, and for people at once`, async () => {
      await system.set({ 'guardians.waitForFileMinutes': '0.02' });
      await system.putFile('guardians.csv', content);
      await withQuickLooks(async () => {
        await atNight();
        await until(async () => (await status()) === 'needs_attention');
        const { failure_code, failure_message } = await lastRun(system);
        assert.equal(failure_code, code);
        assert.match(failure_message ?? '', sentence);
        await system.set({ 'guardians.waitForFileMinutes': '60' });
        // The night's own run, too, once a person asks for it.
        const before = await looks();
        await handle().executeUpdate(retryFailed, { args: [{}] });
        await until(async () => (await looks()) > before && (await status()) === 'needs_attention');
        assert.equal(await looks(), before + 1);
        await handle().terminate();
        await syncToAttention(system);
        assert.equal((await lastRun(system)).failure_code, code);
        assert.equal(await looks(), 1);
      });
    });
  }

  it('guardian file 15: student_attributes.csv is waited for likewise, and keeps no family waiting', async () => {
    await system.set({ 'studentAttributes.enabled': 'true' });
    await system.putFile('guardians.csv', fileOf(60));
    await system.putFile('student_attributes.csv', '');
    await withQuickLooks(async () => {
      await atNight();
      await until(async () => (await looks('attributes')) > 1 && (await active()) === 60);
      await system.putFile('student_attributes.csv', 'studentSisId,House\n');
      const before = await looks('attributes');
      await until(async () => (await looks('attributes')) > before);
      await system.putFile('student_attributes.csv', attributesOf(60));
      assert.equal(((await handle().result()) as { status: string }).status, 'done');
      assert.equal(await active('student_attribute'), 60);

      await system.putFile('student_attributes.csv', attributesOf(60).slice(0, -2));
      await atNight();
      await until(async () => (await looks('attributes')) > 1);
      await system.putFile('student_attributes.csv', attributesOf(60));
      assert.equal(((await handle().result()) as { status: string }).status, 'done');
    });
  });

  it('case 67, guardian file 06: cut in its last cell, it is waited for, then still being written; nobody ends', async () => {
    await system.putFile('guardians.csv', fileOf(60));
    await withQuickLooks(async () => {
      await syncToEnd(system);
      await system.putFile('guardians.csv', cut);
      await atNight();
      await until(async () => (await looks()) > 1);
      assert.equal(await status(), 'running');
      await handle().terminate();
      await system.set({ 'guardians.waitForFileMinutes': '0.02' });
      await atNight();
      await until(async () => (await status()) === 'needs_attention');
      const { failure_code, failure_message } = await lastRun(system);
      assert.equal(failure_code, 'line-end-missing');
      assert.match(failure_message ?? '', /still being written/);
      assert.equal(await active(), 60);
      assert.equal(await active('guardian'), 60);

      await system.putFile('guardians.csv', fileOf(60));
      await handle().executeUpdate(retryFailed, { args: [{}] });
      await handle().result();
      assert.equal(await active(), 60);
    });
  });

  it('case 67: a system that never writes the last line end keeps working', async () => {
    await system.withWorkers(async () => {
      for (const rows of [60, 60, 59]) {
        await system.putFile('guardians.csv', fileOf(rows).trimEnd());
        assert.equal((await syncToEnd(system)).status, 'done');
        assert.equal(await active(), rows);
      }
    });
  });

  it('case 67: an export that stops writing it goes on by an upload, and for good by the setting', async () => {
    await system.putFile('guardians.csv', fileOf(60));
    await system.withWorkers(async () => {
      await syncToEnd(system);
      await system.putFile('guardians.csv', fileOf(59).trimEnd());
      const { failure_code, failure_message } = await syncToAttention(system);
      assert.equal(failure_code, 'line-end-missing');
      assert.match(failure_message ?? '', /turn off the setting guardians\.expectLineEnd/);
      await requestUpload(system, fileOf(59).trimEnd(), { abandon: true });
      await until(async () => (await active()) === 59 && (await lastRun(system)).status === 'done');

      assert.equal((await syncToAttention(system)).failure_code, 'line-end-missing');
      await system.set({ 'guardians.expectLineEnd': 'false' });
      await handle().executeUpdate(retryFailed, { args: [{}] });
      await handle().result();
      // From now on it is what the last file looked like.
      await system.set({ 'guardians.expectLineEnd': 'true' });
      await system.putFile('guardians.csv', fileOf(58).trimEnd());
      assert.equal((await syncToEnd(system)).status, 'done');
      assert.equal(await active(), 58);
    });
  });
});
