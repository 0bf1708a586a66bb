import assert from 'node:assert/strict';
import { dailySyncId } from '../../../src/contract/ids.js';
import { query } from '../../../src/db/sql-files.js';
import { type Holds, installHolds } from '../../support/holds.js';
import { resetTo } from '../../support/reset.js';
import { until } from '../../support/runs.js';
import { createTestSystem, type TestSystem } from '../../support/system.js';
import { startWorkerProcess, type WorkerProcess } from '../../support/worker-process.js';
import {
  afterFirstNight,
  assertUndisturbed,
  type Expected,
  parent,
  rowsPerBatch,
  startSync,
  undisturbed,
} from './two-nights.js';

const env = { DAILYSYNC_ROWS_PER_BATCH: String(rowsPerBatch) };
/** Nobody tells its activities that their execution was replaced: Temporal's answer to a heartbeat would. */
const deaf = { ...env, DAILYSYNC_HEARTBEAT_SECONDS: '3600', DAILYSYNC_WORKFLOW_BUNDLE: undefined };

describe('those that come late', function () {
  this.timeout(240_000);
  let system: TestSystem;
  let holds: Holds;
  let expected: Expected;
  let worker: WorkerProcess;
  /** The path whose next transfer is stopped before its first byte, and what lets it go on. */
  let stopNext: string | null = null;
  let arrived = false;
  let goOn: () => void = () => {};

  const beforeRead = async (path: string) => {
    if (path !== stopNext) return;
    stopNext = null;
    arrived = true;
    await new Promise<void>((resolve) => {
      goOn = resolve;
    });
  };

  before(async () => {
    system = await createTestSystem({ beforeRead });
    holds = await installHolds(system.db, system.databaseUrl);
    worker = startWorkerProcess(system, deaf);
    expected = await undisturbed(system, 'undisturbed');
  });
  after(async () => {
    await worker.stop();
    await holds.close();
    await system.stop();
  });

  it('an activity of the replaced execution that wakes up after the new one is done is superseded', async () => {
    const district = await afterFirstNight(system, 'late');
    stopNext = `/${district.scope}/guardians.csv`;
    await startSync(district);
    await until(async () => arrived, 20);
    await resetTo(system.client, { workflowId: dailySyncId(district.scope) }, 'task that started the child');
    await parent(district).result();
    await assertUndisturbed(district, expected);
    assert.doesNotMatch(worker.log(), /Superseded/);

    goOn();
    await until(async () => /Superseded/.test(worker.log()));
    await assertUndisturbed(district, expected);
  });

  it('a worker stopped in a batch beyond its heartbeat, and woken when another has done its work', async () => {
    await worker.stop();
    worker = startWorkerProcess(system, env);
    const district = await afterFirstNight(system, 'stopped');
    const hold = await holds.hold(district.scope, 'parseGuardianBatch/1');
    await startSync(district);
    await hold.reached();
    process.kill(worker.pid, 'SIGSTOP');
    const other = startWorkerProcess(system, env);
    try {
      // The stopped one still has the batch's lock; its session ends when the other has been given the batch.
      await until(async () => (await attemptsInBatch()).some((attempt) => attempt > 1), 100);
      assert.equal((await attemptsInBatch()).length, 1);
      await hold.release();
      await parent(district).result();
      await assertUndisturbed(district, expected);

      process.kill(worker.pid, 'SIGCONT');
      await other.stop();
      // It is awake when it alone does a whole sync, of another district.
      await afterFirstNight(system, 'after-waking');
      await assertUndisturbed(district, expected);
    } finally {
      process.kill(worker.pid, 'SIGCONT');
      await other.stop();
    }
  });

  /** Attempts whose sessions wait at the commit of a batch. */
  async function attemptsInBatch(): Promise<number[]> {
    const sessions = await query<{ attempt: number }>(
      system.db,
      `select cast(split_part(application_name, ' ', 5) as int) as attempt from pg_stat_activity
       where datname = current_database() and application_name like 'run %' and wait_event_type = 'Lock'
         and query ilike 'commit%'`,
    );
    return sessions.map(({ attempt }) => attempt);
  }
});
