import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FSDriver } from 'flydrive/drivers/fs';
import type { Knex } from 'knex';
import { openBlobStore } from '../../src/blobs/blob-store.js';
import { dailySyncId } from '../../src/contract/ids.js';
import { retryFailed } from '../../src/contract/requests.js';
import { query } from '../../src/db/sql-files.js';
import { requestSync } from '../../src/requests/start-sync.js';
import { changedTwice, lastTraces } from '../support/changes.js';
import { evolvingDistrict } from '../support/evolving-district.js';
import { firstDifference, stableExport } from '../support/export.js';
import { runsOf, syncToAttention, syncToEnd, until } from '../support/runs.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

const options = { rowsPerBatch: 200 };

describe('trouble while files are transferred', function () {
  this.timeout(60_000);
  const files = evolvingDistrict(7);
  /** Runs once, in the middle of the transfer of this file. */
  let fault: { file: string; strike(): Promise<void> } | null = null;
  let system: TestSystem;
  let undisturbed: TestSystem;

  const beforeRead = async (file: string, offset: number) => {
    if (offset === 0 || file !== fault?.file) return;
    const { strike } = fault;
    fault = null;
    await strike();
  };
  const putFiles = async (of: TestSystem) => {
    for (const [name, content] of Object.entries(files.files())) await of.putFile(name, content);
  };
  const handle = () => system.client.workflow.getHandle(dailySyncId(system.scope));

  before(async () => {
    [system, undisturbed] = await Promise.all([createTestSystem({ beforeRead }), createTestSystem()]);
    await Promise.all([putFiles(system), putFiles(undisturbed)]);
    await system.withWorkers(() => syncToEnd(system), options);
    await undisturbed.withWorkers(() => syncToEnd(undisturbed), options);
  });
  afterEach(async () => {
    await putFiles(undisturbed);
    await undisturbed.withWorkers(() => syncToEnd(undisturbed), options);
    assert.equal(firstDifference(await stableExport(system), await stableExport(undisturbed)), null);
    assert.deepEqual(await lastTraces(system), await lastTraces(undisturbed));
    assert.deepEqual(await changedTwice(system), []);
  });
  after(() => Promise.all([system.stop(), undisturbed.stop()]));

  for (const file of ['users.csv', 'guardians.csv']) {
    it(`the SFTP server dies while it sends ${file}: fetched again once it is back`, async () => {
      files.evolve();
      await putFiles(system);
      let died = false;
      fault = {
        file: `/${file}`,
        strike: async () => {
          await system.sftp.stop();
          died = true;
        },
      };
      await system.withWorkers(async () => {
        await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'the test' });
        await until(async () => died);
        // One attempt finds nobody there.
        await until(async () => (await attempts(`fetch`)) >= 2);
        await system.restartSftp();
        await handle().result();
      }, options);
    });
  }

  it('guardians.csv is replaced while it is sent: never half and half, the run says so, and a retry takes the new one', async () => {
    const lastNight = files.files()['guardians.csv'] ?? '';
    files.evolve();
    const tonight = files.files()['guardians.csv'] ?? '';
    await putFiles(system);
    await system.putFile('guardians.csv', lastNight);
    fault = { file: '/guardians.csv', strike: () => system.putFile('guardians.csv', tonight) };
    await system.withWorkers(async () => {
      const run = await syncToAttention(system);
      assert.equal(run.failure_code, 'GuardianFileStillWriting');
      await handle().executeUpdate(retryFailed, { args: [undefined] });
      await handle().result();
    }, options);
  });

  it('the blob store is full: the sync goes on once there is room', async () => {
    files.evolve();
    await putFiles(system);
    const folder = await mkdtemp(path.join(tmpdir(), 'dailysync-full-'));
    let refused = 0;
    class FullDisk extends FSDriver {
      override put(...args: Parameters<FSDriver['put']>): Promise<void> {
        if (refused > 0) return super.put(...args);
        refused += 1;
        return Promise.reject(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
      }
    }
    const blobs = (keyRing: Parameters<typeof openBlobStore>[1]) =>
      openBlobStore({ driver: new FullDisk({ location: folder, visibility: 'private' }) }, keyRing);
    await system.withWorkers(() => syncToEnd(system), { ...options, blobs });
    assert.equal(refused, 1);
    assert.equal((await runsOf(system)).at(-1)?.failure_code, null);
    await rm(folder, { recursive: true });
  });

  it('the connection breaks just after the received files were committed: they are kept, and used', async () => {
    files.evolve();
    await putFiles(system);
    const broken = new Set<string>();
    // The commit is done, and the worker is told that the connection is gone.
    const transaction = async (work: (trx: Knex.Transaction) => Promise<unknown>) => {
      const result = await system.db.transaction(work);
      for (const step of ['fetchRoster', 'fetchGuardianFile', 'decodeGuardianFile']) {
        if (broken.has(step) || !(await isDone(step))) continue;
        broken.add(step);
        throw Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });
      }
      return result;
    };
    const db = new Proxy((() => {}) as unknown as Knex, {
      get: (_, name) => (name === 'transaction' ? transaction : Reflect.get(system.db, name)),
    });
    await system.withWorkers(() => syncToEnd(system), { ...options, db });
    assert.equal(broken.size, 3);
  });

  async function isDone(step: string): Promise<boolean> {
    const rows = await query(
      system.db,
      'select from run_step where step = :step and run_id = (select max(run_id) from run)',
      { step },
    );
    return rows.length > 0;
  }

  /** The highest attempt number of the running sync's pending steps whose name starts so. */
  async function attempts(name: string): Promise<number> {
    for (const id of [dailySyncId(system.scope), `${dailySyncId(system.scope)}/guardians`]) {
      const description = await system.client.workflow
        .getHandle(id)
        .describe()
        .catch(() => undefined);
      const pending = description?.raw.pendingActivities?.find((each) => each.activityType?.name?.startsWith(name));
      if (pending?.attempt) return pending.attempt;
    }
    return 0;
  }
});
