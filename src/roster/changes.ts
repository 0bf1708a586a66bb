import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import { query } from '../db/sql-files.js';
import type { RunContext } from '../runs/context.js';
import type { AllStagedCounts } from './staged-counts.js';

/**
 * Files that hold changes alone change something that is stored. (An API is asked for changes only since a roster of it
 * was applied.)
 *
 * @throws SyncFailure `RosterChangesFirst`
 */
export async function assertStored(
  trx: Knex.Transaction,
  run: RunContext,
  { students, staff }: AllStagedCounts,
): Promise<void> {
  if (![students, staff].some((counts) => counts?.changesOnly && counts.file !== null)) return;
  const [stored] = await query<{ exists: boolean }>(
    trx,
    `select exists (select from student where district_id = :districtId and scope_id = :scopeId)
       or exists (select from staff where district_id = :districtId and scope_id = :scopeId) as exists`,
    { districtId: run.districtId, scopeId: run.scopeId },
  );
  if (stored?.exists) return;
  throw new SyncFailure(
    'RosterChangesFirst',
    `The roster holds changes alone (its manifest.csv says delta), and nothing is stored of "${run.scope}" yet that they could change. Nothing was applied. Export the roster once in full (bulk).`,
  );
}
