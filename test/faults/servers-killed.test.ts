import assert from 'node:assert/strict';
import { dailySyncId } from '../../src/contract/ids.js';
import { openDatabase } from '../../src/db/database.js';
import { query } from '../../src/db/sql-files.js';
import { freePort } from '../../src/embedded/ports.js';
import type { EmbeddedPostgres } from '../../src/embedded/postgres.js';
import type { EmbeddedTemporal } from '../../src/embedded/temporal.js';
import { requestSync } from '../../src/requests/start-sync.js';
import { changedTwice, lastTraces } from '../support/changes.js';
import { evolvingDistrict } from '../support/evolving-district.js';
import { firstDifference, stableExport } from '../support/export.js';
import { type Holds, installHolds } from '../support/holds.js';
import { type OwnServer, ownPostgres, ownTemporal } from '../support/own-servers.js';
import { lastRun, syncToEnd } from '../support/runs.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

const options = { rowsPerBatch: 200 };

describe('servers killed in the middle of a sync', function () {
  this.timeout(120_000);
  const files = evolvingDistrict(6);
  let postgres: OwnServer<EmbeddedPostgres>;
  let temporal: OwnServer<EmbeddedTemporal>;
  let system: TestSystem;
  let undisturbed: TestSystem;
  let holds: Holds;

  before(async () => {
    [postgres, temporal] = await Promise.all([ownPostgres(), ownTemporal()]);
    [system, undisturbed] = await Promise.all([
      createTestSystem({ adminUrl: postgres.server.adminUrl, temporalAddress: temporal.server.address }),
      createTestSystem(),
    ]);
    holds = await installHolds(system.db, system.databaseUrl);
    await nextNight();
    await system.withWorkers(() => syncToEnd(system), options);
  });
  beforeEach(async () => {
    files.evolve();
    await nextNight();
    await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'the test' });
  });
  afterEach(async () => {
    assert.equal(firstDifference(await stableExport(system), await stableExport(undisturbed)), null);
    assert.deepEqual(await lastTraces(system), await lastTraces(undisturbed));
    assert.deepEqual(await changedTwice(system), []);
  });
  after(async () => {
    await holds.close();
    await Promise.all([system.stop(), undisturbed.stop()]);
    await Promise.all([postgres.remove(), temporal.remove()]);
  });

  /** New files for both, and the undisturbed system syncs them. */
  async function nextNight(): Promise<void> {
    for (const [name, content] of Object.entries(files.files())) {
      await Promise.all([system.putFile(name, content), undisturbed.putFile(name, content)]);
    }
    await undisturbed.withWorkers(() => syncToEnd(undisturbed), options);
  }
  const ended = () => system.client.workflow.getHandle(dailySyncId(system.scope)).result();

  /** The server's crash recovery, looked at before the workers find it again: rows that are left in staging. */
  async function crashPostgres(staging: string): Promise<number> {
    await postgres.kill();
    await postgres.start(await freePort());
    const url = new URL(system.databaseUrl);
    url.port = new URL(postgres.server.url).port;
    const db = openDatabase(url.href);
    const [found] = await query<{ rows: number }>(db, `select count(*) as rows from ${staging}`);
    await db.destroy();
    await postgres.server.stop();
    await postgres.start();
    await holds.reconnect();
    return found?.rows ?? -1;
  }

  it('PostgreSQL between staging and apply: what the crash emptied is staged again, roster and guardians', async () => {
    const roster = await holds.hold(system.scope, 'applyRoster');
    const guardians = await holds.hold(system.scope, 'reconcileGuardians');
    await system.withWorkers(async () => {
      await roster.reached();
      const { run_id } = await lastRun(system);
      assert.equal(await crashPostgres(`staging.roster_students_${run_id}`), 0);
      await roster.release();

      await guardians.reached();
      assert.equal(await crashPostgres(`staging.guardian_row_${run_id}`), 0);
      await guardians.release();
      await ended();
    }, options);
  });

  it('Temporal while a batch is parsed: the sync goes on from its database file', async () => {
    const batch = await holds.hold(system.scope, 'parseGuardianBatch/1');
    await system.withWorkers(async () => {
      await batch.reached();
      await temporal.kill();
      // The step ends while nobody can be told.
      await batch.release();
      await batch.left();
      await temporal.start();
      await ended();
    }, options);
  });
});
