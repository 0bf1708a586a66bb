import assert from 'node:assert/strict';
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import type { Knex } from 'knex';
import { dailySyncId } from '../../src/contract/ids.js';
import { decideRemovals, progress } from '../../src/contract/requests.js';
import { query } from '../../src/db/sql-files.js';
import { requestDryRun } from '../../src/requests/dry-run.js';
import { requestSync } from '../../src/requests/start-sync.js';
import { reportOf } from '../support/dry-runs.js';
import { stableExport } from '../support/export.js';
import { syncToEnd, until } from '../support/runs.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';
import { wholeDatabase } from '../support/whole-database.js';
import { startWorkerProcess } from '../support/worker-process.js';

const file = (count: number) =>
  `studentSisId,guardianSisId,firstName,lastName,email\n${Array.from({ length: count }, (_, i) => `S${i + 1},G${i + 1},Ana,Ruiz,p${i + 1}@example.org\n`).join('')}`;

/** A dry run gives way; a lock on the table `role`, which its last part writes, keeps it in the middle. */
describe('a dry run that is disturbed', function () {
  this.timeout(120_000);
  let system: TestSystem;
  let held: Knex.Transaction;

  beforeEach(async () => {
    system = await createTestSystem();
    await system.set({ 'roster.source': 'none' });
    await insertStudents(system.db, system.scope, 40);
    await system.putFile('guardians.csv', file(30));
    await system.withWorkers(() => syncToEnd(system));
    await system.putFile('guardians.csv', file(31));
    held = await system.db.transaction();
    await held.raw('lock table role in share mode');
  });
  afterEach(async () => {
    if (!held.isCompleted()) await held.rollback();
    await system.stop();
  });

  const sync = () => system.client.workflow.getHandle(dailySyncId(system.scope));
  const ask = () =>
    requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'the test' });

  async function startDryRun(): Promise<{ handle: WorkflowHandle; requestId: string }> {
    const asked = { scope: system.scope, requestedBy: 'the test' };
    const { workflowId, requestId } = await requestDryRun(system.db, system.client, system.queues, asked);
    return { handle: system.client.workflow.getHandle(workflowId), requestId };
  }

  async function sessions(name: string): Promise<number> {
    const waiting = await query(
      system.db,
      `select from pg_stat_activity where datname = current_database() and starts_with(application_name, :name)
         and wait_event_type = 'Lock' and wait_event = 'relation'`,
      { name },
    );
    return waiting.length;
  }

  async function dryRunInTheMiddle() {
    const started = await startDryRun();
    await until(async () => (await sessions('dry-run ')) === 1);
    return started;
  }

  it('ends when a sync opens, and the sync goes through', async () => {
    await system.withWorkers(async () => {
      const { handle, requestId } = await dryRunInTheMiddle();
      await ask();
      await until(async () => (await sessions('run ')) === 1);
      await held.rollback();
      assert.equal(((await sync().result()) as { status: string }).status, 'done');
      await assert.rejects(handle.result(), (error) => {
        assert.equal((error as WorkflowFailedError & { cause: { type: string } }).cause.type, 'PreviewYielded');
        return true;
      });
      const report = await reportOf(system, requestId);
      assert.deepEqual([report.run.status, report.failure?.code], ['cancelled', 'PreviewYielded']);
      assert.match(report.sentence, /nothing was changed/);
      assert.deepEqual(await query(system.db, `select from pg_tables where schemaname = 'staging'`), []);
    });
  });

  it('waits while a sync runs', async () => {
    await system.withWorkers(async () => {
      await ask();
      await until(async () => (await sessions('run ')) === 1);
      const { handle, requestId } = await startDryRun();
      await until(async () => {
        const { raw } = await handle.describe();
        return raw.pendingActivities?.[0]?.lastFailure?.applicationFailureInfo?.type === 'PreviewYielded';
      });
      await held.rollback();
      await sync().result();
      await handle.result();
      const { counts, run } = await reportOf(system, requestId);
      assert.deepEqual([run.status, counts.guardians?.guardians.created], ['done', 0], 'it saw what the sync had done');
    });
  });

  it('lets an answer to a waiting sync by, and tells of the directory after it', async () => {
    await held.rollback();
    await system.putFile('guardians.csv', file(20));
    await system.withWorkers(async () => {
      await ask();
      await until(async () => (await sync().query(progress)).status === 'threshold');
      held = await system.db.transaction();
      await held.raw('lock table role in share mode');
      await system.putFile('guardians.csv', `${file(20)}S40,G40,Ana,Ruiz,p40@example.org\n`);
      const { handle, requestId } = await dryRunInTheMiddle();
      await sync().executeUpdate(decideRemovals, { args: [{ decision: 'archive', by: 'Ada' }] });
      await until(async () => (await sessions('run ')) === 1);
      await held.rollback();
      assert.equal(((await sync().result()) as { status: string }).status, 'done');
      await handle.result();
      const { counts } = await reportOf(system, requestId);
      const { created, archived, triedToArchive } = counts.guardians!.guardianLinks;
      assert.deepEqual([created, archived, triedToArchive], [1, 0, undefined], 'the ten had been archived by then');
    });
  });

  it('ended from outside in the middle it leaves a record, and the next sync tidies its tables away', async () => {
    const [before, files] = [await wholeDatabase(system.db), await stableExport(system)];
    await system.withWorkers(async () => {
      const { handle, requestId } = await dryRunInTheMiddle();
      await handle.terminate('the test');
      await until(async () => (await sessions('dry-run ')) === 0);
      await held.rollback();
      assert.equal(await stableExport(system), files);
      const after = await wholeDatabase(system.db);
      const staging = Object.keys(after).filter((name) => name.startsWith('staging.'));
      assert.ok(staging.length > 0);
      for (const name of staging) delete after[name];
      assert.deepEqual(after, before);
      assert.equal((await syncToEnd(system)).status, 'done');
      assert.deepEqual(await query(system.db, `select from pg_tables where schemaname = 'staging'`), []);
      assert.equal((await reportOf(system, requestId)).run.status, 'cancelled');
    });
  });

  it('cancelled it says so, and nothing of it is left', async () => {
    await system.withWorkers(async () => {
      const { handle, requestId } = await dryRunInTheMiddle();
      await handle.cancel();
      await assert.rejects(handle.result(), WorkflowFailedError);
      assert.equal((await reportOf(system, requestId)).run.status, 'cancelled');
      assert.deepEqual(await query(system.db, `select from pg_tables where schemaname = 'staging'`), []);
    });
  });

  it('of a worker that is killed in the middle is made by the next, and nothing stays of the first', async () => {
    const before = await wholeDatabase(system.db);
    const worker = startWorkerProcess(system);
    try {
      const { handle, requestId } = await dryRunInTheMiddle();
      await worker.kill();
      // The server notices that nobody is there any more, and rolls back.
      await until(async () => (await sessions('dry-run ')) === 0);
      await held.rollback();
      await system.withWorkers(() => handle.result());
      assert.deepEqual(await wholeDatabase(system.db), before);
      const { run, counts } = await reportOf(system, requestId);
      assert.deepEqual([run.status, counts.guardians?.guardians.created, counts.accounts?.created], ['done', 1, 1]);
    } finally {
      await worker.kill();
    }
  });
});
