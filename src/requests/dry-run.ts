import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import { dryRunId } from '../contract/ids.js';
import type { TaskQueues } from '../contract/queues.js';
import type { DryRunInput, RequestOptions } from '../contract/requests.js';
import { scopeAttributes, syncSummary } from '../contract/search-attributes.js';
import { assertLevel } from '../settings/levels.js';
import { findScope } from '../settings/scopes.js';

/** A person waits for it, and less than for a sync. */
const priorityKey = 3;

interface Asked extends Pick<RequestOptions, 'upload'> {
  scope: string;
  requestedBy: string;
  requestId?: string;
}

/**
 * Starts a dry run: of the scope's sync, or of an upload. Several may go on at once.
 *
 * @throws SyncFailure `UnknownScope`, `SyncLevelsOverlap`
 */
export async function requestDryRun(
  db: Knex,
  client: Client,
  queues: TaskQueues,
  { scope: slug, requestedBy, requestId = randomUUID(), ...options }: Asked,
): Promise<{ requestId: string; workflowId: string }> {
  const scope = await findScope(db, slug);
  await assertLevel(db, scope);
  const workflowId = dryRunId(slug, requestId);
  const input: DryRunInput = { scope: slug, request: { kind: 'preview', requestId, requestedBy, ...options } };
  await client.workflow.start('PreviewRun', {
    workflowId,
    taskQueue: queues.workflows,
    args: [input],
    typedSearchAttributes: scopeAttributes(slug, scope.names, 'running'),
    staticSummary: syncSummary('Dry run', scope.names),
    priority: { priorityKey, fairnessKey: slug.slice(0, 64) },
  });
  return { requestId, workflowId };
}
