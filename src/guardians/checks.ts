import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import { query } from '../db/sql-files.js';
import type { GuardianRowCounts } from '../runs/counts.js';
import type { ParsedCounts } from './counts.js';

const errorShare = 0.2;

/**
 * The parser refuses a file with too many rows in error; ids shared by different people add to them.
 *
 * @throws SyncFailure `TooManyRowsInError`
 */
export async function assertUsable(trx: Knex.Transaction, parsed: ParsedCounts): Promise<void> {
  const [row] = await query<{ shared: number }>(
    trx,
    'select count(*) as shared from file_row join shared_id using (sis_id)',
  );
  const shared = row?.shared ?? 0;
  const read = parsed.read - parsed.blank;
  const error = parsed.error + shared;
  if (shared === 0 || error <= read * errorShare) return;
  throw new SyncFailure(
    'TooManyRowsInError',
    `${error} of ${read} rows are in error, more than 20%, ${shared} of them because their guardianSisId is on rows of different people. Nothing was changed. If the column holds the id of a household, map it away; else give each person an id in the SIS.`,
    { details: { error, read, shared } },
  );
}

/** @throws SyncFailure `RowsDontAddUp` */
export function assertRowsAddUp(rows: GuardianRowCounts): void {
  const { read, ...parts } = rows;
  const sum = Object.values(parts).reduce((total, part) => total + part, 0);
  if (sum === read) return;
  throw new SyncFailure(
    'RowsDontAddUp',
    `${read} rows were read but ${sum} are accounted for, so the file was not wholly staged. Nothing was changed; start the sync again.`,
    { details: { ...rows } },
  );
}
