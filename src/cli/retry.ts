import { type Client, ServiceError, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import { dailySyncId } from '../contract/ids.js';
import { retryFailed } from '../contract/requests.js';
import { query } from '../db/sql-files.js';

const ANSWER_MS = 20_000;

/** Whether the scope's latest run waits for a person to mend something. */
export async function needsAttention(db: Knex, scope: { districtId: number; scopeId: number }): Promise<boolean> {
  const [latest] = await query<{ status: string }>(
    db,
    `select status from run where district_id = :districtId and scope_id = :scopeId order by run_id desc limit 1`,
    { districtId: scope.districtId, scopeId: scope.scopeId },
  );
  return latest?.status === 'needs_attention';
}

/**
 * Asks the waiting sync to run its failed steps again.
 *
 * @throws SyncFailure `NothingToRetry`, `NoWorker`
 */
export async function retry(client: Client, scope: string, requestedBy: string): Promise<string> {
  const handle = client.workflow.getHandle(dailySyncId(scope));
  try {
    return await client.withDeadline(Date.now() + ANSWER_MS, () =>
      handle.executeUpdate<string, [{ requestedBy: string }]>(retryFailed.name, { args: [{ requestedBy }] }),
    );
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || error instanceof WorkflowUpdateFailedError) {
      throw new SyncFailure(
        'NothingToRetry',
        `No sync of "${scope}" waits for a retry. "dailysync sync ${scope}" starts a new one.`,
      );
    }
    if (isDeadline(error)) {
      throw new SyncFailure(
        'NoWorker',
        'No worker answered. Start "dailysync up" or "dailysync worker", then try again.',
      );
    }
    throw error;
  }
}

function isDeadline(error: unknown): boolean {
  const kind = (error as Error).name;
  const code = error instanceof ServiceError ? (error.cause as { code?: unknown } | undefined)?.code : undefined;
  return kind === 'WorkflowUpdateRPCTimeoutOrCancelledError' || code === 4;
}
