import assert from 'node:assert/strict';
import { ScheduleNotFoundError } from '@temporalio/client';
import { scheduleId } from '../../src/contract/ids.js';
import { secondsUntilNextStart } from '../../src/settings/next-start.js';
import { reconcileSchedule, reconcileSchedules } from '../../src/settings/schedules.js';
import { findScope } from '../../src/settings/scopes.js';
import { runsOf, until } from '../support/runs.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

describe('the Schedule of a scope', function () {
  this.timeout(150_000);
  let system: TestSystem;
  const schedule = () => system.client.schedule.getHandle(scheduleId(system.scope));

  before(async () => {
    system = await createTestSystem();
    await insertStudents(system.db, system.scope, 1);
    await system.putFile('guardians.csv', 'studentSisId,guardianSisId,firstName,email\nS1,G1,Ana,ana@example.org\n');
    await system.set({ 'roster.source': 'none', 'schedule.jitterMinutes': '0' });
  });
  after(async () => {
    await schedule()
      .delete()
      .catch(() => {});
    await system.stop();
  });

  it('is made, changed and removed with the settings', async () => {
    await system.set({ enabled: 'true', 'schedule.time': '03:30', 'schedule.timeZone': 'America/Chicago' });
    await reconcileSchedules(system.db, system.client, system.queues);
    let { spec } = await schedule().describe();
    const at = (value: number) => [{ start: value, end: value, step: 1 }];
    assert.deepEqual(
      [spec.calendars?.[0]?.hour, spec.calendars?.[0]?.minute, spec.timezone],
      [at(3), at(30), 'America/Chicago'],
    );
    await system.set({ 'schedule.time': '04:45' });
    await reconcileSchedules(system.db, system.client, system.queues);
    ({ spec } = await schedule().describe());
    assert.deepEqual([spec.calendars?.[0]?.hour, spec.calendars?.[0]?.minute], [at(4), at(45)]);
    await system.set({ enabled: 'false' });
    await reconcileSchedules(system.db, system.client, system.queues);
    await assert.rejects(schedule().describe(), ScheduleNotFoundError);
    assert.equal(await secondsUntilNextStart(system.client, scheduleId(system.scope)), 24 * 3600);
  });

  it('stays paused when somebody paused it', async () => {
    await system.set({ enabled: 'true' });
    assert.equal(
      await reconcileSchedule(system.client, system.queues, await findScope(system.db, system.scope)),
      false,
    );
    await schedule().pause('maintenance');
    assert.equal(await reconcileSchedule(system.client, system.queues, await findScope(system.db, system.scope)), true);
    const { state } = await schedule().describe();
    assert.equal(state.paused, true);
    assert.equal(await secondsUntilNextStart(system.client, scheduleId(system.scope)), 24 * 3600);
    await schedule().unpause();
  });

  it('starts nothing on a blackout date', async () => {
    await system.set({ 'schedule.blackoutDates': '["2020-01-01..2099-12-31"]' });
    await reconcileSchedule(system.client, system.queues, await findScope(system.db, system.scope));
    await system.withWorkers(async () => {
      await schedule().trigger();
      const started = async () => (await schedule().describe()).info.recentActions[0]?.action.workflow.workflowId;
      await until(async () => (await started()) !== undefined, 500);
      await system.client.workflow.getHandle((await started()) as string).result();
    });
    assert.deepEqual(await runsOf(system), []);
    await system.set({ 'schedule.blackoutDates': '[]', enabled: 'false' });
    await reconcileSchedule(system.client, system.queues, await findScope(system.db, system.scope));
  });

  it('fires by its own clock and the run is there', async () => {
    const soon = new Date(Date.now() + 65_000);
    const time = `${String(soon.getUTCHours()).padStart(2, '0')}:${String(soon.getUTCMinutes()).padStart(2, '0')}`;
    await system.set({ enabled: 'true', 'schedule.time': time, 'schedule.timeZone': 'UTC' });
    await reconcileSchedule(system.client, system.queues, await findScope(system.db, system.scope));
    await system.withWorkers(() =>
      until(async () => (await runsOf(system)).some(({ status }) => status === 'done'), 500),
    );
    assert.deepEqual(
      (await runsOf(system)).map(({ requested_by, status }) => [requested_by, status]),
      [['schedule', 'done']],
    );
    const { info } = await schedule().describe();
    assert.equal(info.numActionsTaken, 1);
  });
});
