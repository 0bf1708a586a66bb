import assert from 'node:assert/strict';
import { dailySyncId, guardianSyncId } from '../../../src/contract/ids.js';
import type { Holds } from '../../support/holds.js';
import { resetTo } from '../../support/reset.js';
import { runsOf } from '../../support/runs.js';
import type { TestSystem } from '../../support/system.js';
import {
  afterFirstNight,
  assertUndisturbed,
  child,
  type Expected,
  fenceAttempts,
  parent,
  startHeldSystem,
  startSync,
} from './two-nights.js';

/** The second night, its child held in its second batch, at the last moment before the commit. */
describe('a running sync that is reset', function () {
  this.timeout(90_000);
  let system: TestSystem;
  let holds: Holds;
  let expected: Expected;
  let stop: () => Promise<void>;

  before(async () => {
    ({ system, holds, expected, stop } = await startHeldSystem());
  });
  after(() => stop());

  async function heldInBatch(name: string, requestId?: string) {
    const district = await afterFirstNight(system, name);
    const hold = await holds.hold(district.scope, 'parseGuardianBatch/1');
    await startSync(district, requestId);
    await hold.reached();
    return { district, hold };
  }

  it('the parent, to after the child’s start: the new parent waits for the same child', async () => {
    const { district, hold } = await heldInBatch('after-child');
    const before = await child(district).describe();
    const { workflowId } = parent(district);
    const newRun = await resetTo(system.client, { workflowId }, 'first task after the child started');
    await hold.release();
    await system.client.workflow.getHandle(workflowId, newRun).result();
    const after = await child(district).describe();
    assert.deepEqual([after.runId, after.status.name], [before.runId, 'COMPLETED']);
    await assertUndisturbed(district, expected);
  });

  it('the parent, to before the child’s start: the orphan is retired before the new child starts', async () => {
    const { district, hold } = await heldInBatch('before-child');
    const orphan = await child(district).describe();
    await resetTo(system.client, { workflowId: dailySyncId(district.scope) }, 'task that started the child');
    // The orphan's transaction is ended by the take-over, and the new child's is held in its place.
    await hold.left();
    await hold.reached();
    assert.equal((await orphanOf(district, orphan.runId)).status.name, 'TERMINATED');
    const ended = (await orphanOf(district, orphan.runId)).closeTime as Date;
    const started = (await child(district).describe()).startTime;
    assert.ok(ended <= started, 'no two children at once');
    await hold.release();
    await parent(district).result();
    assert.equal((await fenceAttempts(district)).guardians, 2);
    await assertUndisturbed(district, expected);
  });

  it('the parent, to its first task: the request finds the run that it had', async () => {
    const { district, hold } = await heldInBatch('first-task');
    await resetTo(system.client, { workflowId: dailySyncId(district.scope) }, 'first task');
    await hold.left();
    await hold.release();
    await parent(district).result();
    assert.deepEqual(await fenceAttempts(district), { parent: 2, guardians: 2 });
    await assertUndisturbed(district, expected);
  });

  it('the child alone: the parent waits for the new one', async () => {
    const { district, hold } = await heldInBatch('child-alone');
    const parentBefore = await parent(district).describe();
    await resetTo(system.client, { workflowId: guardianSyncId(district.scope) }, 'first task');
    await hold.left();
    await hold.release();
    await parent(district).result();
    assert.equal((await parent(district).describe()).runId, parentBefore.runId);
    assert.equal((await fenceAttempts(district)).guardians, 2);
    await assertUndisturbed(district, expected);
  });

  it('twice in a row: the second Reset is of the execution that the first one made', async () => {
    const { district, hold } = await heldInBatch('twice');
    const { workflowId } = parent(district);
    for (let taken = 0; taken < 2; taken += 1) {
      await resetTo(system.client, { workflowId }, 'task that started the child');
      await hold.left();
      await hold.reached();
    }
    await hold.release();
    await parent(district).result();
    assert.equal((await fenceAttempts(district)).guardians, 3);
    await assertUndisturbed(district, expected);
  });

  it('signals are given to the new execution again, and each request is served once', async () => {
    const { district, hold } = await heldInBatch('signals', 'first request');
    await startSync(district, 'second request');
    await startSync(district, 'first request');
    await resetTo(system.client, { workflowId: dailySyncId(district.scope) }, 'first task');
    await hold.left();
    await startSync(district, 'second request');
    await hold.release();
    await parent(district).result();
    assert.deepEqual(
      (await runsOf(district)).map(({ requested_by }) => requested_by),
      ['the test', 'first request', 'second request'],
    );
  });

  function orphanOf(district: TestSystem, runId: string) {
    return system.client.workflow.getHandle(guardianSyncId(district.scope), runId).describe();
  }
});
