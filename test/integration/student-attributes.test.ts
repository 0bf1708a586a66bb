import assert from 'node:assert/strict';
import { dailySyncId } from '../../src/contract/ids.js';
import { decideRemovals, progress, retryFailed, scheduleRequester } from '../../src/contract/requests.js';
import { query } from '../../src/db/sql-files.js';
import { requestSync } from '../../src/requests/start-sync.js';
import { runReport } from '../../src/runs/report.js';
import { historyTexts } from '../support/histories.js';
import { installHolds } from '../support/holds.js';
import { lastRun, syncToAttention, syncToEnd, until } from '../support/runs.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

const ids = Array.from({ length: 40 }, (_, i) => `S${i + 1}`);
const guardians = `studentSisId,guardianSisId,firstName,lastName,email\n${ids.map((id) => `${id},G${id},Ana,Ruiz,${id}@example.org\n`).join('')}`;
const attributeFile = (students: readonly string[], house = 'Quackenbush') =>
  `Student ID,House,Bus Route\n${students.map((id) => `${id},${house},${id.slice(1)}\n`).join('')}`;

/** `student_attributes.csv` through SFTP and Temporal. */
describe('student attributes through the daily sync', function () {
  this.timeout(120_000);
  let system: TestSystem;

  beforeEach(async () => {
    system = await createTestSystem();
    await system.set({ 'roster.source': 'none', 'studentAttributes.enabled': 'true' });
    await insertStudents(system.db, system.scope, 40);
    await system.putFile('guardians.csv', guardians);
  });
  afterEach(() => system.stop());

  const handle = () => system.client.workflow.getHandle(dailySyncId(system.scope));
  const open = async () => {
    const [row] = await query<{ count: number }>(
      system.db,
      'select count(*) from student_attribute where archived_at is null',
    );
    return row!.count;
  };

  it('applies the file in batches while the guardians are applied, reports it, and changes nothing the next night', async () => {
    await system.putFile('student_attributes.csv', `${attributeFile(ids)}S99,Oak,1\n`);
    await system.withWorkers(
      async () => {
        const first = await syncToEnd(system);
        assert.equal(first.status, 'done_with_warnings');
        const report = await runReport(system.db, first.runId);
        assert.equal(report.counts.attributes?.studentAttributes.created, 80);
        assert.equal(report.counts.guardians?.guardianLinks.created, 40);
        const { attributes } = report;
        assert.deepEqual(attributes?.names, ['House', 'Bus Route']);
        assert.deepEqual(attributes?.file.columns, { studentSisId: 'Student ID' });
        assert.deepEqual([attributes?.rows?.read, attributes?.rows?.skipped, attributes?.rowsAddUp], [41, 1, true]);
        assert.deepEqual([attributes?.students?.named, attributes?.students?.known], [41, 40]);
        assert.deepEqual(
          report.findings.list.filter(({ code }) => code === 'student-unknown').map(({ file, line }) => [file, line]),
          [['student_attributes.csv', 42]],
        );
        assert.equal(report.steps.find(({ step }) => step === 'parseAttributeBatch')?.batches, 5);

        const second = await syncToEnd(system);
        const again = await runReport(system.db, second.runId);
        assert.deepEqual(again.counts.attributes?.studentAttributes.unchanged, 80);
        const changes = await query(system.db, 'select from change');
        assert.equal(changes.length, 0);
        assert.equal((await historyTexts(system.client, system.scope)).includes('Quackenbush'), false);
      },
      { rowsPerBatch: 10 },
    );
    const staging = await query(system.db, `select from pg_tables where schemaname = 'staging'`);
    assert.equal(staging.length, 0);
  });

  it('needs attention where the file is missing; families are synced all the same, and retryFailed reads it', async () => {
    await system.withWorkers(async () => {
      const run = await syncToAttention(system);
      assert.equal(run.failure_code, 'AttributeFileNotFound');
      assert.match(run.failure_message ?? '', /no student_attributes\.csv/);
      const report = await runReport(system.db, run.run_id);
      assert.equal(report.counts.guardians?.guardianLinks.created, 40);
      assert.equal(report.attributes, null);
      await system.putFile('student_attributes.csv', attributeFile(ids));
      await handle().executeUpdate(retryFailed, { args: [{}] });
      assert.equal(((await handle().result()) as { status: string }).status, 'done');
    });
    assert.equal(await open(), 80);
  });

  it('a file refused says nothing of a row in history, and the report lists its headers', async () => {
    await system.putFile('student_attributes.csv', 'Zebulonia,Quackenbush\nS1,Oak\n');
    await system.withWorkers(async () => {
      const run = await syncToAttention(system);
      assert.equal(run.failure_code, 'header-missing');
      await system.putFile('student_attributes.csv', 'Student ID,Zebulonia,ZEBULONIA\nS1,Oak,Elm\n');
      await handle().executeUpdate(retryFailed, { args: [{}] });
      await until(async () => (await lastRun(system)).failure_code === 'column-twice');
      const history = await historyTexts(system.client, system.scope);
      for (const header of ['Zebulonia', 'ZEBULONIA', 'Quackenbush']) assert.equal(history.includes(header), false);
      const { findings } = await runReport(system.db, run.run_id);
      assert.match(findings.list.find(({ code }) => code === 'column-twice')!.message, /Zebulonia, ZEBULONIA/);
      await handle().terminate();
    });
  });

  it('waits with removals above the threshold for an answer, by itself', async () => {
    await system.putFile('student_attributes.csv', attributeFile(ids));
    await system.withWorkers(async () => {
      await syncToEnd(system);
      await system.putFile('student_attributes.csv', attributeFile(ids.slice(0, 20)));
      await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'the test' });
      await until(async () => (await handle().query(progress)).status === 'threshold');
      const { questions } = await handle().query(progress);
      assert.deepEqual(questions.removals, [{ part: 'attributes', kind: 'studentAttributes', count: 40 }]);
      assert.equal(await open(), 80);
      await handle().executeUpdate(decideRemovals, { args: [{ decision: 'archive', by: 'Ada' }] });
      assert.equal(((await handle().result()) as { status: string }).status, 'done');
    });
    assert.equal(await open(), 40);
  });

  it('a file that comes late at night keeps no family waiting', async () => {
    await system.set({ 'guardians.waitForFileMinutes': '60' });
    await system.withWorkers(async () => {
      await requestSync(system.db, system.client, system.queues, {
        scope: system.scope,
        requestedBy: scheduleRequester,
      });
      const stages = async () =>
        Object.fromEntries((await handle().query(progress)).stages.map(({ stage, state }) => [stage, state]));
      await until(async () => (await stages()).accounts === 'done');
      assert.deepEqual(await stages(), { guardians: 'done', accounts: 'done', attributes: 'running' });
      assert.equal((await query(system.db, 'select from account where closed_at is null')).length, 40);
      await handle().terminate();
    });
  });

  it('stages again what a crash of the database emptied', async () => {
    await system.putFile('student_attributes.csv', attributeFile(ids));
    const holds = await installHolds(system.db, system.databaseUrl);
    try {
      await system.withWorkers(
        async () => {
          const accounts = await holds.hold(system.scope, 'assignAccounts');
          const { runId } = await requestedRun();
          const staged = () =>
            query(system.db, `select from staged_batch where collection = 'parseAttributeBatch' and end_offset < 0`);
          await until(async () => (await staged()).length === 1);
          await accounts.reached();
          await query(system.db, `truncate staging.attribute_row_${runId}, staging.attribute_error_${runId}`);
          await accounts.release();
          assert.equal(((await handle().result()) as { status: string }).status, 'done');
        },
        { rowsPerBatch: 10 },
      );
    } finally {
      await holds.close();
    }
    assert.equal(await open(), 80);
  });

  async function requestedRun(): Promise<{ runId: number }> {
    await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'the test' });
    await until(async () => (await handle().query(progress)).runId !== null);
    return { runId: (await handle().query(progress)).runId as number };
  }

  it('is off by default: the file is not looked at', async () => {
    await system.set({ 'studentAttributes.enabled': 'false' });
    await system.putFile('student_attributes.csv', 'not,a,header\n');
    await system.withWorkers(async () => assert.equal((await syncToEnd(system)).status, 'done'));
    assert.equal(await open(), 0);
  });
});
