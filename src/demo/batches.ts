import type { Client } from '@temporalio/client';
import { guardianSyncId } from '../contract/ids.js';
import { stepsOf } from '../contract/parts.js';
import type { Batch } from './story.js';

const ACTIVITY = stepsOf('guardians').parse;
/** PENDING_ACTIVITY_STATE_STARTED */
const STARTED = 2;

/** A GuardianSync's batches, from its history and, for the one that is open, from what Temporal says of it now. */
export async function batchesOf(client: Client, scope: string, temporalRunId: string): Promise<Batch[]> {
  const handle = client.workflow.getHandle(guardianSyncId(scope), temporalRunId);
  const [{ events }, { raw }] = await Promise.all([handle.fetchHistory(), handle.describe()]);
  const batches = new Map<string, Batch>();
  const attemptsOpen = new Map((raw.pendingActivities ?? []).map((each) => [each.activityId, each]));
  for (const event of events ?? []) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled?.activityType?.name === ACTIVITY) {
      const open = attemptsOpen.get(scheduled.activityId);
      batches.set(String(event.eventId), {
        ...{ batch: batches.size + 1, finishedAt: null, attempt: open?.attempt ?? 1 },
        startedAt: isoOf(open?.lastStartedTime),
        worker: open?.lastWorkerIdentity ?? '',
        state: open?.state === STARTED ? 'running' : 'waiting',
      });
    }
    const started = event.activityTaskStartedEventAttributes;
    const begun = batches.get(String(started?.scheduledEventId));
    if (started && begun) {
      begun.startedAt = isoOf(event.eventTime);
      begun.attempt = started.attempt ?? 1;
      begun.worker = started.identity ?? '';
    }
    const completed = event.activityTaskCompletedEventAttributes;
    const ended = batches.get(String(completed?.scheduledEventId));
    if (completed && ended) {
      ended.finishedAt = isoOf(event.eventTime);
      ended.state = 'done';
    }
  }
  return [...batches.values()];
}

/** Whether a worker is at one of the batches of a GuardianSync right now. */
export async function isBatchRunning(client: Client, scope: string, temporalRunId: string): Promise<boolean> {
  const { raw } = await client.workflow.getHandle(guardianSyncId(scope), temporalRunId).describe();
  return (raw.pendingActivities ?? []).some(
    ({ activityType, state }) => activityType?.name === ACTIVITY && state === STARTED,
  );
}

/** What the attempts of a killed worker's batches mean. @param read how many batches the killed worker had stored */
export function attemptsTold(batches: readonly Batch[], read: number): string {
  const again = batches.filter(({ attempt }) => attempt > 1).map(({ batch }) => batch);
  if (again.length === 0)
    return 'The worker died between two batches. Temporal gave out none of them twice, so each has one attempt.';
  const [names, are, have] =
    again.length === 1
      ? [`Batch ${again[0]}`, 'was', 'it has']
      : [`Batches ${again.join(' and ')}`, 'were', 'they have'];
  const stored = again.every((batch) => batch <= read)
    ? ' The rows were stored already, so the new worker did not read them again.'
    : '';
  return `${names} ${are} under way when the worker died. Temporal gave the work out again, so ${have} a second attempt.${stored}`;
}

type Timestamp = { seconds?: unknown; nanos?: number | null } | null | undefined;

function isoOf(time: Timestamp): string | null {
  if (!time) return null;
  return new Date(Number(time.seconds) * 1000 + (time.nanos ?? 0) / 1e6).toISOString();
}
