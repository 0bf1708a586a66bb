import assert from 'node:assert/strict';
import { query } from '../../../src/db/sql-files.js';
import { decodeFile } from '../../../src/guardians/file/decode.js';
import { guardianFile } from '../../../src/guardians/file/kind.js';
import { parseBatch } from '../../../src/guardians/file/parse.js';
import { loadRun, type RunContext } from '../../../src/runs/context.js';
import type { Execution } from '../../../src/runs/fence.js';
import { saveBlob } from '../../../src/runs/received-files.js';
import { runReport } from '../../../src/runs/report.js';
import { runStep } from '../../../src/runs/steps.js';
import { openRun } from '../../../src/syncs/open.js';
import { enterRun } from '../../../src/syncs/reopen.js';
import { insertStudents } from '../../support/students.js';
import { createTestSystem, type TestSystem } from '../../support/system.js';
import { rowsPerBatch, secondNight } from './two-nights.js';

/** The body of an activity, called by two workers at once. */
describe('two that have the same batch at once', function () {
  this.timeout(30_000);
  let system: TestSystem;
  let run: RunContext;
  /** The Temporal run id that is open. */
  let open: string;
  const execution = (temporalRunId: string, activity = { id: '5', attempt: 1 }): Execution => ({
    workflowId: 'daily-sync/x/guardians',
    temporalRunId,
    activity,
    isOpen: async () => temporalRunId === open,
  });
  const context = () => ({ db: system.db, blobs: system.blobs, rowsPerBatch, onProgress: () => {} });
  let start: { offset: number; line: number };
  const parse = (by: Execution) => parseBatch(guardianFile, context(), run, by, { batch: 0, start });

  beforeEach(async () => {
    system = await createTestSystem();
    await insertStudents(system.db, system.scope, 300);
    open = 'first';
    const request = { kind: 'sync', requestId: 'a', requestedBy: 'the test' } as const;
    const { runId } = await openRun(system.db, system.scope, request, execution('first'));
    run = await loadRun(system.db, runId);
    await runStep(system.db, run, execution('first'), { step: 'fetchGuardianFile', lock: 'scope' }, async (trx) => {
      const writer = system.blobs.create();
      await writer.write(Buffer.from(secondNight));
      const manifest = await writer.finish();
      await saveBlob(trx, run, { purpose: 'guardians', name: 'guardians.csv', manifest, modifiedAt: null });
      return { blobId: manifest.id, name: 'guardians.csv', path: '/guardians.csv', size: manifest.size };
    });
    const { header } = await decodeFile(guardianFile, context(), run, execution('first'));
    start = { offset: header.dataOffset, line: header.dataLine };
  });
  afterEach(() => system.stop());

  const staged = () =>
    query<{ rows: number; batches: number; findings: number }>(
      system.db,
      `select (select count(*) from staging.guardian_row_${run.runId}) as rows, (select count(*) from staged_batch) as batches,
         (select count(*) from run_finding where step = 'parseGuardianBatch') as findings`,
    );

  it('attempts of one execution: one writes, the others are given its result', async () => {
    const all = await Promise.all([1, 2, 3].map((attempt) => parse(execution('first', { id: '5', attempt }))));
    assert.deepEqual(all[1], all[0]);
    assert.deepEqual(all[2], all[0]);
    assert.equal(all[0]?.counts.read, rowsPerBatch);
    assert.deepEqual(await staged(), [{ rows: rowsPerBatch, batches: 1, findings: 0 }]);
  });

  it('of different executions: the open one writes, and no row of the other stays', async () => {
    open = 'second';
    const [late, current] = await Promise.allSettled([parse(execution('first')), parse(execution('second'))]);
    assert.equal(current.status, 'fulfilled');
    // The replaced one was quicker, was ended, or was refused; its rows count once or not at all.
    if (late.status === 'fulfilled') assert.deepEqual(late.value, current.value);
    assert.deepEqual(await staged(), [{ rows: rowsPerBatch, batches: 1, findings: 0 }]);
  });

  it('a replaced execution that comes after the new one has taken over is superseded, and writes nothing', async () => {
    open = 'second';
    await enterRun(system.db, run, execution('second'));
    await assert.rejects(parse(execution('first')), { code: 'Superseded' });
    await assert.rejects(enterRun(system.db, run, execution('first')), { code: 'Superseded' });
    assert.deepEqual(await staged(), [{ rows: 0, batches: 0, findings: 0 }]);
  });

  it('a replaced execution opens no run', async () => {
    open = 'second';
    const late = openRun(
      system.db,
      system.scope,
      { kind: 'sync', requestId: 'b', requestedBy: 'the test' },
      execution('first'),
    );
    await assert.rejects(late, { code: 'Superseded' });
    assert.equal((await query(system.db, 'select from run')).length, 1);
  });

  it('a run that opens takes the fence from what earlier runs left behind', async () => {
    open = 'second';
    await openRun(
      system.db,
      system.scope,
      { kind: 'sync', requestId: 'b', requestedBy: 'the test' },
      execution('second'),
    );
    await assert.rejects(parse(execution('first')), { code: 'Superseded' });
  });

  const reported = async () =>
    (await runReport(system.db, run.runId)).executions.map(({ temporalRunId, attempt }) => ({
      temporalRunId,
      attempt,
    }));

  it('the report still links to an execution that lost the fence to a later run, and to the last one of its own', async () => {
    assert.deepEqual(await reported(), [{ temporalRunId: 'first', attempt: 1 }]);
    open = 'reset';
    await enterRun(system.db, run, execution('reset'));
    assert.deepEqual(await reported(), [{ temporalRunId: 'reset', attempt: 2 }]);
    for (const requestId of ['b', 'c']) {
      open = requestId;
      await openRun(
        system.db,
        system.scope,
        { kind: 'sync', requestId, requestedBy: 'the test' },
        execution(requestId),
      );
      assert.deepEqual(await reported(), [{ temporalRunId: 'reset', attempt: 2 }]);
    }
    await assert.rejects(parse(execution('reset')), { code: 'Superseded' });
  });

  /** A step inside its transaction that will not end by itself: its process is stopped. */
  async function hanging(by: Execution) {
    let entered: () => void = () => {};
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const step = runStep(system.db, run, by, { step: 'slow', lock: 'batch' }, async (trx) => {
      entered();
      await query(trx, 'select pg_sleep(600)');
      return 'late';
    });
    const ended = assert.rejects(step, /terminat/i);
    await inside;
    return { ended };
  }
  const slow = (by: Execution) => runStep(system.db, run, by, { step: 'slow', lock: 'batch' }, async () => 'done');

  it('an earlier attempt that hangs with the locks is ended by a later one', async () => {
    const { ended } = await hanging(execution('first'));
    // Another activity may not end it; a later attempt of the same may, and has the locks the next time.
    await assert.rejects(slow(execution('first', { id: '6', attempt: 2 })), { code: '55P03' });
    await assert.rejects(slow(execution('first', { id: '5', attempt: 2 })), { code: '55P03' });
    await ended;
    assert.equal(await slow(execution('first', { id: '5', attempt: 3 })), 'done');
  });

  it('a replaced execution that hangs with the locks is ended by the take-over', async () => {
    const { ended } = await hanging(execution('first'));
    open = 'second';
    await enterRun(system.db, run, execution('second'));
    await ended;
    assert.equal(await slow(execution('second')), 'done');
  });
});
