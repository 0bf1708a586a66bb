import { type Client, ScheduleNotFoundError, type ScheduleOptions, ScheduleOverlapPolicy } from '@temporalio/client';
import type { Knex } from 'knex';
import { scheduleId } from '../contract/ids.js';
import type { TaskQueues } from '../contract/queues.js';
import { syncSummary } from '../contract/search-attributes.js';
import { listScopes, type Scope } from './scopes.js';

/** Makes every scope's Schedule equal to its settings: at a worker's start and hourly. */
export async function reconcileSchedules(db: Knex, client: Client, queues: TaskQueues): Promise<void> {
  for (const scope of await listScopes(db)) await reconcileSchedule(client, queues, scope);
}

/**
 * One Temporal Schedule for an enabled scope, none for another. A Schedule that somebody paused in the Temporal UI
 * stays paused: pausing it there pauses that scope.
 *
 * @returns whether it is paused
 */
export async function reconcileSchedule(client: Client, queues: TaskQueues, scope: Scope): Promise<boolean> {
  const handle = client.schedule.getHandle(scheduleId(scope.slug));
  let paused = false;
  try {
    if (!scope.enabled) {
      await handle.delete();
      return false;
    }
    const wanted = scheduleOf(scope, queues);
    await handle.update((existing) => {
      paused = existing.state.paused;
      return { ...existing, spec: wanted.spec, action: wanted.action, policies: wanted.policies };
    });
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    if (scope.enabled) await client.schedule.create(scheduleOf(scope, queues));
  }
  return paused;
}

function scheduleOf(scope: Scope, queues: TaskQueues) {
  const { time, timeZone, jitterMinutes } = scope.settings.schedule;
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return {
    scheduleId: scheduleId(scope.slug),
    spec: { calendars: [{ hour, minute }], timezone: timeZone, jitter: `${jitterMinutes} minutes` },
    policies: {
      overlap: ScheduleOverlapPolicy.SKIP,
      // After an outage this morning's sync is still worth running; yesterday's is not.
      catchupWindow: '8 hours',
      // One bad file must not stop all later nights.
      pauseOnFailure: false,
    },
    action: {
      type: 'startWorkflow' as const,
      workflowType: 'ScheduledStart',
      workflowId: scheduleId(scope.slug),
      taskQueue: queues.workflows,
      args: [{ scope: scope.slug }],
      staticSummary: syncSummary('Scheduled start', scope.names),
    },
  } satisfies ScheduleOptions;
}
