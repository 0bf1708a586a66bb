import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { stepsOf } from '../../contract/parts.js';
import { query } from '../../db/sql-files.js';
import type { RunContext } from '../../runs/context.js';
import { stepResult } from '../../runs/steps.js';
import type { RosterSourceName } from '../../settings/roster-sources.js';
import type { SyncSettings } from '../../settings/sync-settings.js';

export const fetchStep = stepsOf('roster').fetch;

/** The name of a feed's own step: its batches are the blobs that its pages were stored as. */
export function feedStep(feed: string): string {
  return `${fetchStep}/${feed}`;
}

/** Result of a feed's batch: a blob with the records of some pages, a line each. */
export interface StoredPages {
  blobId: string;
  records: number;
  bytes: number;
  /** From where the feed goes on; null: it is received. */
  cursor: string | null;
  incomplete: string | null;
  /** The server and district that they are from; see `originOf`. */
  origin: string;
}

/** What a fetch began with: an attempt that goes on after another one keeps to it. */
export interface Beginning {
  origin: string;
  mark: string | null;
}

/** The step of `Beginning`. */
export const beginningStep = `${fetchStep}/-`;

/** Result of fetchRoster where the source is an API. */
export interface FetchedFeeds {
  /** Its name in the registry. */
  source: RosterSourceName;
  feeds: { feed: string; batches: number; records: number; incomplete: string | null }[];
  bytes: number;
  changesOnly: boolean;
  /** From where the next run could read changes alone, as the source says; null: it couldn't. */
  mark: string | null;
  origin: string;
}

/**
 * Tells one server, district and way of reading it from another: neither a cursor nor a mark of one means anything to the
 * other.
 *
 * @param since where changes alone are read
 */
export function originOf({ roster }: SyncSettings, since: string | null): string {
  const { mode: _, fullEveryDays: __, ...reading } = roster;
  const text = JSON.stringify([Object.entries(reading).sort(), since]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

/** Of a feed's batch that is stored. */
export async function storedPages(db: Knex, run: RunContext, feed: string, batch: number): Promise<StoredPages> {
  const stored = await stepResult<StoredPages>(db, run, feedStep(feed), batch);
  if (!stored) throw new Error(`Batch ${batch} of the feed ${feed} is not stored`);
  return stored.result;
}

interface Received {
  batches: number;
  allRecords: number;
  allBytes: number;
}

/** How far a feed was received, by its last batch; null: nothing of it was. */
export async function lastPages(db: Knex, run: RunContext, feed: string): Promise<(StoredPages & Received) | null> {
  const [row] = await query<{ result: StoredPages | null } & Received>(
    db,
    `select (array_agg(result order by batch desc))[1] as result, count(*) as batches,
       cast(sum(cast(result ->> 'records' as bigint)) as bigint) as "allRecords",
       cast(sum(cast(result ->> 'bytes' as bigint)) as bigint) as "allBytes"
     from run_step where district_id = :districtId and run_id = :runId and step = :step`,
    { districtId: run.districtId, runId: run.runId, step: feedStep(feed) },
  );
  if (!row?.result) return null;
  const { result, ...received } = row;
  return { ...result, ...received };
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
