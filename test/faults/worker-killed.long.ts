import assert from 'node:assert/strict';
import { dailySyncId } from '../../src/contract/ids.js';
import { query } from '../../src/db/sql-files.js';
import { requestSync } from '../../src/requests/start-sync.js';
import { firstDifference, stableExport } from '../support/export.js';
import { until } from '../support/runs.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';
import { startWorkerProcess } from '../support/worker-process.js';

const rows = 200_000;
const guardiansPerRow = 2;

function guardianFile(): string {
  const lines = ['studentSisId,guardianSisId,firstName,lastName,email,mobilePhone,relationship'];
  for (let i = 0; i < rows; i += 1) {
    const guardian = Math.floor(i / guardiansPerRow);
    lines.push(
      `S${(i % 100_000) + 1},G${guardian},Ana,Ruiz ${guardian % 977},g${guardian}@example.org,(202) 555-${String(guardian % 10_000).padStart(4, '0')},Mother`,
    );
  }
  return `${lines.join('\n')}\n`;
}

describe('a worker killed in the middle of a batch', function () {
  this.timeout(300_000);
  let disturbed: TestSystem;
  let undisturbed: TestSystem;

  before(async () => {
    [disturbed, undisturbed] = await Promise.all([createTestSystem(), createTestSystem()]);
    for (const system of [disturbed, undisturbed]) {
      await system.set({ 'roster.source': 'none' });
      await insertStudents(system.db, system.scope, 100_000);
      await system.putFile('guardians.csv', guardianFile());
    }
  });
  after(() => Promise.all([disturbed.stop(), undisturbed.stop()]));

  it('goes on from the batches that are done, and the result equals the undisturbed one', async () => {
    await undisturbed.withWorkers(async () => {
      await start(undisturbed);
      await undisturbed.client.workflow.getHandle(dailySyncId(undisturbed.scope)).result();
    });

    const first = startWorkerProcess(disturbed);
    await start(disturbed);
    // Two batches are done and the third is being read: its progress is written outside its transaction.
    await until(async () => (await batchesDone(disturbed)).length === 2 && (await progressBeyond(disturbed)), 20);
    await first.kill();
    const doneBefore = await batchesDone(disturbed);
    assert.equal(doneBefore.length, 2);

    const second = startWorkerProcess(disturbed);
    try {
      await disturbed.client.workflow.getHandle(dailySyncId(disturbed.scope)).result();
    } finally {
      await second.stop();
    }
    const doneAfter = await batchesDone(disturbed);
    assert.equal(doneAfter.length, 4);
    assert.deepEqual(doneAfter.slice(0, 2), doneBefore, 'finished batches were not read again');
    assert.equal(firstDifference(await stableExport(disturbed), await stableExport(undisturbed)), null);
  });
});

async function start(system: TestSystem): Promise<void> {
  await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'the test' });
}

/** Batch numbers and when they were done, to the microsecond. */
async function batchesDone({ db }: TestSystem): Promise<object[]> {
  return query(
    db,
    `select batch, cast(finished_at as text) as finished_at from run_step where step = 'parseGuardianBatch' order by batch`,
  );
}

/** The reading has gone past the end of the second batch. */
async function progressBeyond({ db }: TestSystem): Promise<boolean> {
  const found = await query(
    db,
    `select from run_progress p join staged_batch b using (district_id, run_id)
     where p.step = 'parseGuardianBatch' and b.batch = 1 and p.done > b.end_offset`,
  );
  return found.length > 0;
}
