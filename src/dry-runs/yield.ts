import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import { dryRunWaits } from '../syncs/dry-run-yielded.js';

/**
 * A dry run beside a running sync would tell of a directory that is half one and half the other. A sync that waits for a
 * person is no hindrance.
 *
 * @throws SyncFailure `PreviewYielded`
 */
export async function assertNoSync(
  db: Knex | Knex.Transaction,
  { districtId, scopeId, scope }: { districtId: number; scopeId: number; scope: string },
  { syncIsOpen, patient }: { syncIsOpen(): Promise<boolean>; patient: boolean },
): Promise<void> {
  const [running] = await query(
    db,
    `select from run where district_id = :districtId and scope_id = :scopeId and kind <> 'preview' and status = 'running'
     limit 1`,
    { districtId, scopeId },
  );
  if (running && (await syncIsOpen())) throw dryRunWaits(scope, patient);
}
