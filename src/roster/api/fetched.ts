import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { SyncSettings } from '../../contract/settings.js';
import { query } from '../../db/sql-files.js';
import type { RunContext } from '../../runs/context.js';
import { stepResult } from '../../runs/steps.js';

export const fetchStep = 'fetchRoster';

/** The name of a feed's own step: its batches are the blobs that its pages were stored as. */
export function feedStep(feed: string): string {
  return `${fetchStep}/${feed}`;
}

/** Result of a feed's batch: a blob with the records of some pages, a line each. */
export interface StoredPages {
  blobId: string;
  records: number;
  /** From where the feed goes on; null: it is received. */
  cursor: string | null;
  incomplete: string | null;
  /** The server and district that they are from; see `originOf`. */
  origin: string;
}

/** Result of fetchRoster where the source is an API. */
export interface FetchedFeeds {
  /** Its name in the registry. */
  source: string;
  feeds: { feed: string; batches: number; records: number; incomplete: string | null }[];
  changesOnly: boolean;
  /** From where the next run could read changes alone, as the source says; null: it couldn't. */
  mark: string | null;
  origin: string;
}

/** Tells one server and district from another: a cursor of one means nothing to the other. */
export function originOf({ roster }: SyncSettings): string {
  const { source, baseUrl, version, districtId } = roster;
  return createHash('sha256')
    .update(JSON.stringify([source, baseUrl, version, districtId]))
    .digest('base64url')
    .slice(0, 16);
}

/** Of a feed's batch that is stored. */
export async function storedPages(db: Knex, run: RunContext, feed: string, batch: number): Promise<StoredPages> {
  const stored = await stepResult<StoredPages>(db, run, feedStep(feed), batch);
  if (!stored) throw new Error(`Batch ${batch} of the feed ${feed} is not stored`);
  return stored.result;
}

/** How far a feed was received, by its last batch; null: nothing of it was. */
export async function lastPages(
  db: Knex,
  run: RunContext,
  feed: string,
): Promise<(StoredPages & { batches: number; allRecords: number }) | null> {
  const [row] = await query<{ result: StoredPages; batches: number; records: number }>(
    db,
    `select (array_agg(result order by batch desc))[1] as result, count(*) as batches,
       sum(cast(result ->> 'records' as bigint)) as records
     from run_step where district_id = :districtId and run_id = :runId and step = :step`,
    { districtId: run.districtId, runId: run.runId, step: feedStep(feed) },
  );
  return row?.result ? { ...row.result, batches: row.batches, allRecords: Number(row.records) } : null;
}

/** Whether what was received so far is of other servers, or so old that going on after it would mix two rosters. */
export async function isStale(db: Knex, run: RunContext, origin: string): Promise<boolean> {
  const found = await query(
    db,
    `select from run_step where district_id = :districtId and run_id = :runId and step like '${fetchStep}/%'
       and (result ->> 'origin' <> :origin or finished_at < now() - interval '12 hours') limit 1`,
    { districtId: run.districtId, runId: run.runId, origin },
  );
  return found.length > 0;
}

export async function forgetPages(trx: Knex.Transaction, run: RunContext): Promise<void> {
  await query(
    trx,
    `delete from run_step where district_id = :districtId and run_id = :runId and step like '${fetchStep}/%'`,
    { districtId: run.districtId, runId: run.runId },
  );
}
