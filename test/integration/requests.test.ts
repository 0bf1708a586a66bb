import assert from 'node:assert/strict';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { dailySyncId, guardianSyncId } from '../../src/contract/ids.js';
import { progress, retryFailed, startSync } from '../../src/contract/requests.js';
import { searchAttributes } from '../../src/contract/search-attributes.js';
import { query } from '../../src/db/sql-files.js';
import { requestSync } from '../../src/requests/start-sync.js';
import { runReport } from '../../src/runs/report.js';
import { lastRun, runsOf, syncToAttention, syncToEnd, until } from '../support/runs.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

const file = 'studentSisId,guardianSisId,firstName,lastName,email\nS1,G1,Ana,Ruiz,ana@example.org\n';

const usersHeader = 'sourcedId,enabledUser,orgSourcedIds,role,username,givenName,familyName\n';
const manifest =
  'propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.classes,absent\nfile.enrollments,absent\n';

describe('requests and waits of DailySync', function () {
  this.timeout(90_000);
  let system: TestSystem;
  const handle = () => system.client.workflow.getHandle(dailySyncId(system.scope));

  beforeEach(async () => {
    system = await createTestSystem();
    await system.set({ 'roster.source': 'none' });
    await insertStudents(system.db, system.scope, 2);
  });
  afterEach(() => system.stop());

  it('coalesces equal requests: many while one runs make one more run', async () => {
    await system.putFile('guardians.csv', file);
    const request = (requestedBy: string) =>
      requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy });
    // No worker runs yet, so all of these are there before the first step.
    for (const name of ['a', 'b', 'c', 'd']) await request(name);
    await system.withWorkers(async () => {
      await handle().result();
    });
    assert.deepEqual(
      (await runsOf(system)).map(({ requested_by, status }) => [requested_by, status]),
      [['a', 'done']],
    );
  });

  it('serves a request that came while it ran in an execution of its own', async () => {
    await system.putFile('guardians.csv', file);
    await system.set({ 'guardians.quietSeconds': '3' });
    await system.withWorkers(async () => {
      await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'first' });
      await until(async () => (await handle().query(progress)).runId !== null);
      for (const requestedBy of ['second', 'third']) {
        await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy });
      }
      assert.equal((await handle().query(progress)).requestsWaiting, 1);
      await handle().result();
    });
    const runs = await runsOf(system);
    assert.deepEqual(
      runs.map(({ requested_by, status }) => [requested_by, status]),
      [
        ['first', 'done'],
        ['second', 'done'],
      ],
    );
    const { steps } = await runReport(system.db, runs[0]!.run_id);
    const fetched = steps.find(({ step }) => step === 'fetchGuardianFile');
    assert.ok(Number(fetched?.seconds) > 2, 'the wait for the unfinished file is part of its step');
  });

  it('stops cleanly when it is cancelled', async () => {
    await system.sftp.stop();
    await system.withWorkers(async () => {
      await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'first' });
      await until(async () => (await handle().query(progress)).runId !== null);
      await handle().cancel();
      await assert.rejects(handle().result());
    });
    assert.deepEqual(
      (await runsOf(system)).map(({ status }) => status),
      ['cancelled'],
    );
  });

  it('ignores a request id that it has seen', async () => {
    await system.putFile('guardians.csv', file);
    const ask = () =>
      requestSync(system.db, system.client, system.queues, {
        scope: system.scope,
        requestedBy: 'a',
        requestId: 'same',
      });
    await ask();
    await ask();
    await system.withWorkers(() => handle().result());
    assert.equal((await runsOf(system)).length, 1);
  });

  it('waits in needs_attention, and retryFailed runs the failed part alone', async () => {
    await system.withWorkers(async () => {
      const failed = await syncToAttention(system);
      assert.equal(failed.status, 'needs_attention');
      assert.equal(failed.failure_code, 'GuardianFileNotFound');
      await system.putFile('guardians.csv', file);
      assert.equal(await handle().executeUpdate(retryFailed, { args: [{}] }), 'The failed steps run again.');
      assert.equal((await handle().result()).status, 'done');
    });
    const runs = await runsOf(system);
    assert.deepEqual(
      runs.map(({ status, failure_code }) => [status, failure_code]),
      [['done', null]],
    );
  });

  it('reads the file again after the cause of a refusal was fixed', async () => {
    await system.putFile('guardians.csv', 'student,first name\nS1,Ana\n'.replace('student', 'pupil code'));
    await system.withWorkers(async () => {
      const failed = await syncToAttention(system);
      assert.equal(failed.failure_code, 'column-missing');
      await system.putFile('guardians.csv', file);
      await handle().executeUpdate(retryFailed, { args: [{}] });
      await handle().result();
    });
    assert.equal((await lastRun(system)).status, 'done');
  });

  it('lets a new request take over a wait', async () => {
    await system.withWorkers(async () => {
      await syncToAttention(system);
      await system.putFile('guardians.csv', file);
      await handle().signal(startSync, { requestedBy: 'somebody' });
      await handle().result();
    });
    assert.deepEqual(
      (await runsOf(system)).map(({ requested_by, status }) => [requested_by, status]),
      [
        ['the test', 'needs_attention'],
        ['somebody', 'done'],
      ],
    );
  });

  it('fails with the type of the failure when the time to wait is up', async () => {
    await system.withWorkers(
      async () => {
        await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'a' });
        await assert.rejects(handle().result(), (error) => {
          assert.ok(error instanceof WorkflowFailedError && error.cause instanceof ApplicationFailure);
          return error.cause.type === 'GuardianFileNotFound';
        });
      },
      { waitSeconds: 1 },
    );
    assert.equal((await lastRun(system)).status, 'needs_attention');
    const description = await handle().describe();
    assert.equal(description.typedSearchAttributes.get(searchAttributes.failureType), 'GuardianFileNotFound');
    assert.equal(description.typedSearchAttributes.get(searchAttributes.syncStatus), 'needs_attention');
  });

  it('syncs guardians on the last good roster when the roster fails, and then needs attention for the roster', async () => {
    await system.putFile('guardians.csv', file);
    await system.putFile(
      'users.csv',
      `${usersHeader}S1,true,school-1,student,s1,Ada,Ruiz\nS2,true,school-1,student,s2,Ben,Ruiz\n`,
    );
    await system.putFile('orgs.csv', 'sourcedId,name,type\nschool-1,North,school\n');
    await system.putFile('manifest.csv', manifest);
    await system.set({ 'roster.source': 'oneroster-csv' });
    await system.withWorkers(async () => {
      assert.match((await syncToEnd(system)).status, /^done/);
      await system.putFile('users.csv', 'nothing,of,use\n');
      await system.putFile('guardians.csv', `${file}S2,G2,Bea,Ruiz,bea@example.org\n`);
      const run = await syncToAttention(system);
      assert.equal(run.failure_code, 'RosterColumnMissing');
      const guardians = await query(system.db, 'select from guardian where archived_at is null');
      assert.equal(guardians.length, 2);
      const accounts = await query(system.db, 'select from account where closed_at is null');
      assert.equal(accounts.length, 2);
      await handle().terminate();
    });
  });

  it('skips guardians where no roster was ever applied, and runs them once the retried roster is there', async () => {
    await query(system.db, 'delete from student');
    await system.putFile('guardians.csv', file);
    await system.set({ 'roster.source': 'oneroster-csv' });
    await system.withWorkers(async () => {
      assert.equal((await syncToAttention(system)).failure_code, 'RosterNotFound');
      assert.equal(
        (await handle().query(progress)).stages.find(({ stage }) => stage === 'guardians')?.state,
        'skipped',
      );
      await system.putFile('users.csv', `${usersHeader}S1,true,school-1,student,s1,Ada,Ruiz\n`);
      await system.putFile('orgs.csv', 'sourcedId,name,type\nschool-1,North,school\n');
      await system.putFile('manifest.csv', manifest);
      await handle().executeUpdate(retryFailed, { args: [{}] });
      await handle().result();
    });
    assert.equal((await query(system.db, 'select from guardian_link where archived_at is null')).length, 1);
  });

  it('refuses retryFailed when nothing failed', async () => {
    await system.putFile('guardians.csv', file);
    await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'a' });
    await system.sftp.stop();
    await system.withWorkers(async () => {
      await until(async () => (await handle().query(progress)).runId !== null);
      await assert.rejects(handle().executeUpdate(retryFailed, { args: [{}] }), (error: Error & { cause?: Error }) =>
        /Nothing to retry/.test(error.cause?.message ?? ''),
      );
      await handle().terminate();
    });
  });

  it('starts without a signal, and takes a signal typed by hand without input', async () => {
    await system.putFile('guardians.csv', file);
    await system.withWorkers(async () => {
      await system.client.workflow.start('DailySync', {
        workflowId: dailySyncId(system.scope),
        taskQueue: system.queues.workflows,
        args: [{ scope: system.scope }],
      });
      await handle().result();
      await system.client.workflow.signalWithStart('DailySync', {
        workflowId: dailySyncId(system.scope),
        taskQueue: system.queues.workflows,
        args: [{ scope: system.scope }],
        signal: 'startSync',
        signalArgs: [],
      });
      await handle().result();
    });
    assert.deepEqual(
      (await runsOf(system)).map(({ requested_by, status }) => [requested_by, status]),
      [
        ['Temporal UI', 'done'],
        ['Temporal UI', 'done'],
      ],
    );
  });

  it('refuses signals and updates of a wrong shape with a sentence, and goes on', async () => {
    await system.withWorkers(async () => {
      await syncToAttention(system);
      for (const input of ['now', 7, ['x'], { requestedBy: 7 }, { requestId: {} }, { kind: 1 }]) {
        await handle().signal('startSync', input);
      }
      await until(async () => /is not a text/.test((await handle().query(progress)).notice ?? ''));
      const { requestsWaiting, status } = await handle().query(progress);
      assert.deepEqual([requestsWaiting, status], [0, 'needs_attention']);
      await assert.rejects(
        handle().executeUpdate('retryFailed', { args: ['now'] }),
        (error: Error & { cause?: Error }) => /Leave the input out/.test(error.cause?.message ?? ''),
      );
      await system.putFile('guardians.csv', file);
      await handle().executeUpdate('retryFailed', { args: [] });
      await handle().result();
    });
    assert.equal((await lastRun(system)).status, 'done');
  });

  it('lets a request of a kind that it does not know wait, with a notice, and serves the others', async () => {
    await system.putFile('guardians.csv', file);
    await system.withWorkers(async () => {
      await system.client.workflow.signalWithStart('DailySync', {
        workflowId: dailySyncId(system.scope),
        taskQueue: system.queues.workflows,
        args: [{ scope: system.scope }],
        signal: 'startSync',
        signalArgs: [{ kind: 'teleport', requestId: 't1', requestedBy: 'a newer release' }],
      });
      await until(async () => /teleport/.test((await handle().query(progress)).notice ?? ''));
      assert.equal((await runsOf(system)).length, 0);
      await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'a' });
      await until(async () => (await runsOf(system)).some(({ status }) => status === 'done'));
      await until(async () => (await handle().query(progress)).requestsWaiting === 1);
      assert.match((await handle().query(progress)).notice ?? '', /waits for a newer release/);
      await handle().terminate();
    });
  });

  it('takes no more than 20 requests that it cannot serve', async () => {
    await system.withWorkers(async () => {
      await syncToAttention(system);
      for (let n = 0; n < 25; n += 1) await handle().signal('startSync', { kind: `k${n}`, requestId: `k${n}` });
      await until(async () => /20 wait already/.test((await handle().query(progress)).notice ?? ''));
      assert.equal((await handle().query(progress)).requestsWaiting, 20);
      await handle().terminate();
    });
  });

  it('closes the run of a workflow that was terminated, and drops what it staged', async () => {
    await system.withWorkers(async () => {
      await syncToAttention(system);
      await handle().terminate();
      await system.sftp.stop();
      await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'killed' });
      await until(async () => (await runsOf(system)).length === 2);
      await handle().terminate();
      await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'third' });
      await until(async () => (await runsOf(system)).length === 3);
      await handle().terminate();
    });
    assert.deepEqual(
      (await runsOf(system)).map(({ status, failure_code }) => [status, failure_code]),
      [
        ['needs_attention', 'GuardianFileNotFound'],
        ['cancelled', 'Interrupted'],
        ['running', null],
      ],
    );
    const third = await lastRun(system);
    const staged = await query<{ tablename: string }>(
      system.db,
      `select tablename from pg_tables where schemaname = 'staging'`,
    );
    assert.ok(staged.length > 0 && staged.every(({ tablename }) => tablename.endsWith(`_${third.run_id}`)));
  });

  it('fails with a typed failure for a scope that does not exist', async () => {
    await system.withWorkers(async () => {
      const unknown = await system.client.workflow.start('DailySync', {
        workflowId: dailySyncId(`${system.scope}-x`),
        taskQueue: system.queues.workflows,
        args: [{ scope: `${system.scope}-x` }],
      });
      await assert.rejects(unknown.result(), (error) => {
        assert.ok(error instanceof WorkflowFailedError);
        const cause = error.cause?.cause;
        return cause instanceof ApplicationFailure && cause.type === 'UnknownScope';
      });
    });
  });

  it('retires an orphaned child and starts its own', async () => {
    await system.putFile('guardians.csv', file);
    await system.withWorkers(async () => {
      // An old child under the fixed id, waiting for a run that never comes.
      await system.client.workflow.start('GuardianSync', {
        workflowId: guardianSyncId(system.scope),
        taskQueue: `${system.queues.workflows}-nobody`,
        args: [{ scope: system.scope, runId: 0, waitForFileMinutes: 0 }],
      });
      await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'a' });
      await handle().result();
    });
    assert.equal((await lastRun(system)).status, 'done');
  });
});
