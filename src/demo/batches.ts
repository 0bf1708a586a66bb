import type { Client } from '@temporalio/client';
import { guardianSyncId } from '../contract/ids.js';
import type { Batch } from './story.js';

const ACTIVITY = 'parseGuardianBatch';

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
        // PENDING_ACTIVITY_STATE_STARTED
        state: open?.state === 2 ? 'running' : 'waiting',
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

type Timestamp = { seconds?: unknown; nanos?: number | null } | null | undefined;

function isoOf(time: Timestamp): string | null {
  if (!time) return null;
  return new Date(Number(time.seconds) * 1000 + (time.nanos ?? 0) / 1e6).toISOString();
}
