import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import { dailySyncId } from '../contract/ids.js';
import type { TaskQueues } from '../contract/queues.js';
import { type RequestOptions, scheduleRequester, startSync } from '../contract/requests.js';
import { scopeAttributes, syncSummary } from '../contract/search-attributes.js';
import { assertLevel } from '../settings/levels.js';
import { findScope } from '../settings/scopes.js';

/** An admin's start goes before the night's. */
const priorities = { schedule: 4, person: 2 } as const;

interface Asked extends RequestOptions {
  scope: string;
  /** A sync if absent. */
  kind?: 'sync' | 'upload' | 'revert';
  requestedBy: string;
  requestId?: string;
}

/**
 * Starts the scope's DailySync, or tells the one that runs, in one call that can't race: every trigger comes through
 * here.
 *
 * @param requestedBy a person's name, or `scheduleRequester`
 * @throws SyncFailure `UnknownScope`, `SyncLevelsOverlap`
 */
export async function requestSync(
  db: Knex,
  client: Client,
  queues: TaskQueues,
  { scope: slug, kind = 'sync', requestedBy, requestId = randomUUID(), ...options }: Asked,
): Promise<{ requestId: string; workflowId: string }> {
  const scope = await findScope(db, slug);
  await assertLevel(db, scope);
  const workflowId = dailySyncId(slug);
  await client.workflow.signalWithStart('DailySync', {
    workflowId,
    taskQueue: queues.workflows,
    args: [{ scope: slug }],
    signal: startSync,
    signalArgs: [{ kind, requestId, requestedBy, ...options }],
    typedSearchAttributes: scopeAttributes(slug, scope.names, 'running'),
    staticSummary: syncSummary('Daily sync', scope.names),
    priority: {
      priorityKey: requestedBy === scheduleRequester ? priorities.schedule : priorities.person,
      fairnessKey: slug.slice(0, 64),
    },
  });
  return { requestId, workflowId };
}
