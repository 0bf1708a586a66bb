import assert from 'node:assert/strict';
import { WorkflowFailedError } from '@temporalio/client';
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { dailySyncId, guardianSyncId } from '../../../src/contract/ids.js';
import { progress, retryFailed } from '../../../src/contract/requests.js';
import type { Holds } from '../../support/holds.js';
import { type ResetPoint, resetTo } from '../../support/reset.js';
import { lastRun, until } from '../../support/runs.js';
import type { TestSystem } from '../../support/system.js';
import {
  afterFirstNight,
  assertUndisturbed,
  child,
  type Expected,
  parent,
  refusedFile,
  secondNight,
  startHeldSystem,
  startSync,
} from './two-nights.js';

const points: ResetPoint[] = ['first task', 'task that started the child'];

/** A second night that failed, and whose run is closed: its staging tables are gone. */
describe('a failed sync that is reset', function () {
  this.timeout(90_000);
  let system: TestSystem;
  let holds: Holds;
  let expected: Expected;
  let stop: () => Promise<void>;

  before(async () => {
    ({ system, holds, expected, stop } = await startHeldSystem({ waitSeconds: 2 }));
  });
  after(() => stop());

  /** The time of the wait is up. */
  async function failed(name: string, disturb: (district: TestSystem) => Promise<void>): Promise<TestSystem> {
    const district = await afterFirstNight(system, name);
    await disturb(district);
    await startSync(district);
    await assert.rejects(parent(district).result(), WorkflowFailedError);
    assert.equal((await lastRun(district)).status, 'needs_attention');
    await district.putFile('guardians.csv', secondNight);
    return district;
  }

  for (const point of points) {
    it(`whose file was missing, to its ${point}: the file that is there now is applied`, async () => {
      const district = await failed(`missing-${points.indexOf(point)}`, (each) => each.removeFile('guardians.csv'));
      await resetTo(system.client, { workflowId: dailySyncId(district.scope) }, point);
      await parent(district).result();
      await assertUndisturbed(district, expected);
    });

    it(`whose file was refused after it was staged, to its ${point}: nothing of that file is left`, async () => {
      const disturb = (each: TestSystem) => each.putFile('guardians.csv', refusedFile);
      const district = await failed(`refused-${points.indexOf(point)}`, disturb);
      await resetTo(system.client, { workflowId: dailySyncId(district.scope) }, point);
      await parent(district).result();
      assert.deepEqual((await lastRun(district)).failure_code, null);
      await assertUndisturbed(district, expected);
    });

    it(`terminated in the middle of a batch, to its ${point}`, async () => {
      const district = await afterFirstNight(system, `terminated-${points.indexOf(point)}`);
      const hold = await holds.hold(district.scope, 'parseGuardianBatch/1');
      await startSync(district);
      await hold.reached();
      await parent(district).terminate();
      await until(async () => (await child(district).describe()).status.name === 'TERMINATED');
      await resetTo(system.client, { workflowId: dailySyncId(district.scope) }, point);
      await hold.left();
      await hold.release();
      await parent(district).result();
      await assertUndisturbed(district, expected);
    });
  }

  it('that still waits, back to before it failed: the file that is there now is applied', async () => {
    const district = await afterFirstNight(system, 'waiting');
    await district.removeFile('guardians.csv');
    await startSync(district);
    await until(async () => (await parent(district).query(progress)).status === 'needs_attention', 20);
    await district.putFile('guardians.csv', secondNight);
    await resetTo(system.client, { workflowId: dailySyncId(district.scope) }, 'task that started the child');
    await parent(district).result();
    await assertUndisturbed(district, expected);
  });

  it('that still waits, to just before the child’s end: retryFailed works as ever', async () => {
    const district = await afterFirstNight(system, 'retried');
    await district.removeFile('guardians.csv');
    await startSync(district);
    await until(async () => (await parent(district).query(progress)).status === 'needs_attention', 20);
    await resetTo(system.client, { workflowId: dailySyncId(district.scope) }, 'first task after the child started');
    await district.putFile('guardians.csv', secondNight);
    await until(async () => (await parent(district).query(progress)).status === 'needs_attention', 20);
    await parent(district).executeUpdate(retryFailed, { args: [undefined] });
    await parent(district).result();
    await assertUndisturbed(district, expected);
  });

  it('its child alone, which nobody waits for any more: it stops, and the next sync does the work', async () => {
    const district = await failed('child-of-none', (each) => each.removeFile('guardians.csv'));
    const newRun = await resetTo(system.client, { workflowId: guardianSyncId(district.scope) }, 'first task');
    const orphan = system.client.workflow.getHandle(guardianSyncId(district.scope), newRun);
    await assert.rejects(orphan.result(), (error) => {
      const cause = error instanceof WorkflowFailedError ? error.cause : undefined;
      const failure = cause instanceof ActivityFailure ? cause.cause : undefined;
      return failure instanceof ApplicationFailure && failure.type === 'Superseded';
    });
    assert.equal((await lastRun(district)).status, 'needs_attention');
    await startSync(district);
    await parent(district).result();
    assert.equal((await lastRun(district)).status, 'done_with_warnings');
  });
});
