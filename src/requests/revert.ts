import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import type { TaskQueues } from '../contract/queues.js';
import { assertChanged, assertRevertible } from '../revert/check.js';
import { findScope } from '../settings/scopes.js';
import { requestSync } from './start-sync.js';

/**
 * Asks the scope's DailySync to put a run back: a run of its own, which takes over from one that waits for a person.
 *
 * @throws SyncFailure `UnknownScope`, `UnknownRun`, `RunOfOtherScope`, `NothingToRevert`, `RunNotRevertible`, `RunNotEnded`,
 *   `AlreadyReverted`; then no run is started
 */
export async function requestRevert(
  db: Knex,
  client: Client,
  queues: TaskQueues,
  { scope: slug, runId, requestedBy }: { scope: string; runId: number; requestedBy: string },
): Promise<{ requestId: string; workflowId: string }> {
  const scope = await findScope(db, slug);
  await assertRevertible(db, { districtId: scope.districtId, scopeId: scope.scopeId, slug }, runId);
  await assertChanged(db, scope, runId);
  return requestSync(db, client, queues, { scope: slug, kind: 'revert', requestedBy, revert: { runId } });
}
