import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import { dailySyncId } from '../contract/ids.js';
import { retryFailed } from '../contract/requests.js';
import { query } from '../db/sql-files.js';
import { askWorkflow } from './ask-workflow.js';

/** Whether the scope's latest run waits for a person to mend something. */
export async function needsAttention(db: Knex, scope: { districtId: number; scopeId: number }): Promise<boolean> {
  const [latest] = await query<{ status: string }>(
    db,
    `select status from run where district_id = :districtId and scope_id = :scopeId and kind <> 'preview'
     order by run_id desc limit 1`,
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
  const refusal = new SyncFailure(
    'NothingToRetry',
    `No sync of "${scope}" waits for a retry. "dailysync sync ${scope}" starts a new one.`,
  );
  return askWorkflow(client, refusal, () =>
    client.workflow
      .getHandle(dailySyncId(scope))
      .executeUpdate<string, [{ requestedBy: string }]>(retryFailed.name, { args: [{ requestedBy }] }),
  );
}
