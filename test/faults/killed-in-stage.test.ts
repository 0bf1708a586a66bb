import assert from 'node:assert/strict';
import { dailySyncId } from '../../src/contract/ids.js';
import { requestSync } from '../../src/requests/start-sync.js';
import { changedTwice, lastTraces } from '../support/changes.js';
import { evolvingDistrict } from '../support/evolving-district.js';
import { firstDifference, stableExport } from '../support/export.js';
import { type Hold, type Holds, installHolds } from '../support/holds.js';
import { until } from '../support/runs.js';
import { createTestSystem, type TestSystem } from '../support/system.js';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.js';

/** Where a step is when its worker is killed: the place of its commit, or in the middle of a transfer. */
const stages = {
  'fetch-roster': 'users.csv',
  'stage-roster': 'stageRoster/students',
  'apply-roster': 'applyRoster',
  'fetch-guardians': 'guardians.csv',
  decode: 'decodeGuardianFile',
  parse: 'parseGuardianBatch/2',
  reconcile: 'reconcileGuardians',
  accounts: 'assignAccounts',
  close: 'closeRun',
};
const stageNames = Object.keys(stages) as (keyof typeof stages)[];
const inTransfer = (stage: keyof typeof stages) => stages[stage].endsWith('.csv');
const env = { DAILYSYNC_ROWS_PER_BATCH: '200' };

describe('a worker killed in each stage', function () {
  this.timeout(300_000);
  const files = evolvingDistrict(5);
  /** Paths whose transfer is stopped in its middle, and those that have got there. */
  const stopped = new Set<string>();
  const arrived = new Set<string>();
  let system: TestSystem;
  let undisturbed: TestSystem;
  let holds: Holds;
  let districts: TestSystem[];
  let worker: WorkerProcess;

  const beforeRead = async (path: string, offset: number) => {
    if (offset === 0 || !stopped.has(path)) return;
    arrived.add(path);
    await until(async () => !stopped.has(path));
  };
  const putFiles = async () => {
    for (const [name, content] of Object.entries(files.files())) {
      for (const each of [...districts, undisturbed]) await each.putFile(name, content);
    }
  };
  const request = (of: TestSystem) =>
    requestSync(of.db, of.client, of.queues, { scope: of.scope, requestedBy: 'the test' });
  const ended = (of: TestSystem) => of.client.workflow.getHandle(dailySyncId(of.scope)).result();
  const syncAll = async (all: TestSystem[]) => {
    for (const each of all) await request(each);
    await Promise.all(all.map(ended));
  };

  before(async () => {
    [system, undisturbed] = await Promise.all([createTestSystem({ beforeRead }), createTestSystem()]);
    holds = await installHolds(system.db, system.databaseUrl);
    districts = [];
    for (const stage of stageNames) districts.push(await system.withDistrict(stage));
    await putFiles();
    worker = startWorkerProcess(system, env);
    await Promise.all([
      syncAll(districts),
      undisturbed.withWorkers(() => syncAll([undisturbed]), { rowsPerBatch: 200 }),
    ]);
    files.evolve();
    await putFiles();
    await undisturbed.withWorkers(() => syncAll([undisturbed]), { rowsPerBatch: 200 });
  });
  after(async () => {
    await worker.stop();
    await holds.close();
    await Promise.all([system.stop(), undisturbed.stop()]);
  });

  it('loses nothing and doubles nothing, before the commit and after it', async () => {
    const held = new Map<string, Hold>();
    for (const [n, stage] of stageNames.entries()) {
      const { scope } = districts[n]!;
      if (inTransfer(stage)) stopped.add(`/${scope}/${stages[stage]}`);
      else held.set(stage, await holds.hold(scope, stages[stage]));
    }
    for (const each of districts) await request(each);
    await Promise.all([...held.values()].map((hold) => hold.reached()));
    await until(async () => arrived.size === stopped.size);

    // Everything that was done in these transactions is lost with the worker.
    await worker.kill();
    await Promise.all([...held.values()].map((hold) => hold.left()));
    worker = startWorkerProcess(system, env);

    // Again, and now the database commits, but the worker is dead before it can tell Temporal.
    await Promise.all([...held.values()].map((hold) => hold.reached()));
    process.kill(worker.pid, 'SIGSTOP');
    await Promise.all([...held.values()].map((hold) => hold.release()));
    await until(async () => (await committed()) === held.size);
    await worker.kill();
    stopped.clear();
    worker = startWorkerProcess(system, env);

    await Promise.all(districts.map(ended));
    const expected = await stableExport(undisturbed);
    const traces = await lastTraces(undisturbed);
    assert.ok(traces.changes.length > 10, 'the second night changed something');
    for (const each of districts) {
      assert.equal(firstDifference(await stableExport(each), expected), null, each.scope);
      assert.deepEqual(await lastTraces(each), traces, each.scope);
      assert.deepEqual(await changedTwice(each), [], each.scope);
    }
  });

  /** How many of the held steps are committed in the districts' last runs. */
  async function committed(): Promise<number> {
    const scopeOf = (stage: keyof typeof stages) => districts[stageNames.indexOf(stage)]!.scope;
    const placeOf = Object.fromEntries(stageNames.map((stage) => [scopeOf(stage), stages[stage]]));
    const { rows } = await system.db.raw(
      `select count(*) as done from (select district_id, max(run_id) as run_id from run group by 1) as newest
       join run using (district_id, run_id) join scope using (district_id, scope_id)
       where case slug when :close then status <> 'running' else exists (
         select from run_step s where s.district_id = run.district_id and s.run_id = run.run_id
           and s.step || case when s.batch = 0 then '' else '/' || s.batch end = cast(:stages as jsonb) ->> slug) end`,
      { stages: JSON.stringify(placeOf), close: scopeOf('close') },
    );
    return rows[0].done;
  }
});
