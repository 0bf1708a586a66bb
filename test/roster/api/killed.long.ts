import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { dailySyncId } from '../../../src/contract/ids.js';
import { requestSync } from '../../../src/requests/start-sync.js';
import { firstDifference, stableExport } from '../../support/export.js';
import { syncToEnd, until } from '../../support/runs.js';
import { createTestSystem, type TestSystem } from '../../support/system.js';
import { startWorkerProcess } from '../../support/worker-process.js';
import { tinyDistrict } from './district.js';
import { registerTiny } from './register-tiny.js';
import { anotherDistrict, useTiny } from './tiny-district.js';
import { startTinyServer, type TinyServer } from './tiny-server.js';

describe('a worker killed while it reads an API', function () {
  this.timeout(240_000);
  let system: TestSystem;
  let tiny: TinyServer;

  let unregister: () => void;
  before(async () => {
    unregister = registerTiny();
    [system, tiny] = await Promise.all([createTestSystem(), startTinyServer(tinyDistrict(10_000, 1000))]);
    tiny.pageSize = 1000;
    await useTiny(system, tiny);
  });
  after(() => {
    unregister();
    return Promise.all([system.stop(), tiny.stop()]);
  });

  it('goes on after the last page that was stored, and the result equals the undisturbed one', async () => {
    const undisturbed = await anotherDistrict(system, tiny, 'undisturbed');
    await system.withWorkers(() => syncToEnd(undisturbed));
    const preload = fileURLToPath(new URL('./register-tiny.mjs', import.meta.url));
    let hangs = true;
    tiny.asked = [];
    tiny.instead = (path) => hangs && path === '/enrollments?from=10000';
    const first = startWorkerProcess(system, {}, preload);
    await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'the test' });
    await until(async () => tiny.asked.includes('/enrollments?from=10000'), 20);
    await first.kill();
    hangs = false;
    const before = tiny.asked.length;
    const second = startWorkerProcess(system, {}, preload);
    try {
      await system.client.workflow.getHandle(dailySyncId(system.scope)).result();
    } finally {
      await second.stop();
    }
    const after = tiny.asked.slice(before);
    const from = after.map((path) => Number(path.match(/^\/enrollments\?from=(\d+)$/)?.[1]));
    assert.ok(from[0]! > 0, `it went on at ${after[0]}`);
    assert.equal(firstDifference(await stableExport(system), await stableExport(undisturbed)), null);
  });
});
