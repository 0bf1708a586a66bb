import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import type { TaskQueues } from '../contract/queues.js';
import { reconcileSchedule } from '../settings/schedules.js';
import type { Scope } from '../settings/scopes.js';
import { needsAttention, retry } from './retry.js';

/**
 * After a change of settings: makes the Schedule equal to them, and has a sync that needs attention try again.
 *
 * @returns whether a sync tries its failed steps again, and whether somebody paused the Schedule in Temporal
 * @throws SyncFailure `NoWorker`, `TemporalUnreachable`; the Schedule may be changed by then
 */
export async function settingsChanged(
  db: Knex,
  client: Client,
  queues: TaskQueues,
  scope: Scope,
  requestedBy: string,
): Promise<{ retries: boolean; paused: boolean }> {
  const paused = await reconcileSchedule(client, queues, scope);
  if (!(await needsAttention(db, scope))) return { retries: false, paused };
  try {
    await retry(client, scope.slug, requestedBy);
    return { retries: true, paused };
  } catch (error) {
    if (error instanceof SyncFailure && error.code === 'NothingToRetry') return { retries: false, paused };
    throw error;
  }
}
