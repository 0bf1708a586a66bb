import type { Knex } from 'knex';
import { stepsOf } from '../contract/parts.js';
import { copyRows } from '../db/copy.js';
import { query } from '../db/sql-files.js';
import { sendScript } from '../db/sql-script.js';
import { recordSuffix } from '../findings/sentences.js';
import { fill } from '../guardian-file/index.js';
import type { RunContext } from '../runs/context.js';
import { type RunFinding, recordFindings } from '../runs/findings.js';
import { bySettings } from './by-settings.js';
import { KEPT } from './kept.js';
import { FindingList } from './listed-findings.js';
import { type RosterBatch, type RosterCollection, type RosterRows, rosterCollections } from './model.js';
import { type StagedRows, stagedColumns } from './staged-columns.js';

/** What was staged of a collection. `leftOut` rows are of other kinds, or say that their record is gone. */
export interface StagedCounts {
  rows: number;
  errors: number;
  leftOut: number;
  /** The file that lines are of. */
  file: string | null;
  /** As in RosterBatch; absent where the source said nothing of it. */
  incomplete?: string;
  changesOnly?: true;
  /** A row says of a value that it is as stored; absent: of a run that an earlier release has staged. */
  keeps?: boolean;
  /** How many records the source says are gone. */
  removed?: number;
}

type StagingRun = Pick<RunContext, 'runId'>;

/** The staging tables of a run: one a collection, and the ids of rows in error of all. */
export function rosterStagingTable(run: StagingRun, collection: RosterCollection): string {
  return `staging.roster_${collection}_${run.runId}`;
}

export function rosterErrorTable(run: StagingRun): string {
  return `staging.roster_error_${run.runId}`;
}

/** As what the IDs of records that are gone are in the table of errors: it is there in runs of every release. */
export function removedOf(collection: RosterCollection): string {
  return `${collection}/removed`;
}

/** As what they are there of a roster that is whole: what refers to them is left out without a word. */
export function goneOf(collection: RosterCollection): string {
  return `${collection}/gone`;
}

/** What enrollments refer to. */
const referredTo: readonly RosterCollection[] = ['classrooms', 'students', 'staff'];

/** The name of a collection's step: of its done-marker, findings and staged_batch row. */
export function stageStep(collection: RosterCollection): string {
  return `${stepsOf('roster').stage}/${collection}`;
}

/** Unlogged: a crash of the server empties them; `lostCollections` tells. */
export async function createRosterStaging(trx: Knex.Transaction, run: StagingRun): Promise<void> {
  const tables = rosterCollections.map((collection) => {
    const texts = Object.keys(stagedColumns[collection]).map((column) => `${column} text not null`);
    return `create unlogged table if not exists ${rosterStagingTable(run, collection)}
      (source_id text not null, line bigint, ${texts.join(', ')})`;
  });
  const errors = `create unlogged table if not exists ${rosterErrorTable(run)}
    (collection text not null, line bigint, source_id text not null)`;
  await sendScript(trx, [...tables, errors].join(';\n'));
}

export async function dropRosterStaging(trx: Knex.Transaction, run: StagingRun): Promise<void> {
  const tables = [...rosterCollections.map((collection) => rosterStagingTable(run, collection)), rosterErrorTable(run)];
  await query(trx, `drop table if exists ${tables.join(', ')}`);
}

/**
 * Writes a whole collection to the run's staging table by COPY, batch by batch, with its findings. What was staged of
 * it before is replaced.
 *
 * @param batches of the collection, from its start to its end (RosterSource.read)
 * @param onBatch called after each batch with the rows so far, those in error and left out among them
 */
export async function stageCollection<C extends RosterCollection>(
  trx: Knex.Transaction,
  run: RunContext,
  collection: C,
  batches: AsyncIterable<RosterBatch<RosterRows[C]>>,
  onBatch: (rows: number) => void = () => {},
): Promise<StagedCounts> {
  await clear(trx, run, collection);
  const table = rosterStagingTable(run, collection);
  const columns = stagedColumns[collection] as Readonly<Record<string, (row: StagedRows[C]) => string>>;
  const names = ['source_id', 'line', ...Object.keys(columns)];
  const values = Object.values(columns);
  const counts: StagedCounts = { rows: 0, errors: 0, leftOut: 0, file: null, keeps: false };
  const findings = new FindingList();
  for await (const received of batches) {
    const batch = bySettings(run, collection, received);
    const cells = function* () {
      for (const row of batch.rows) {
        const texts = values.map((value) => value(row));
        counts.keeps ||= texts.includes(KEPT);
        yield [row.sourceId, row.line, ...texts];
      }
    };
    counts.rows += await copyRows(trx, table, names, cells());
    if (batch.errors.length > 0) {
      const errors = batch.errors.map(({ line, sourceId }) => [collection, line, sourceId]);
      counts.errors += await copyRows(trx, rosterErrorTable(run), ['collection', 'line', 'source_id'], errors);
    }
    await recordFindings(
      trx,
      run,
      stageStep(collection),
      findings.take(batch.findings).map((each) => named(collection, each)),
    );
    if (batch.removed && batch.removed.length > 0) {
      const removed = batch.removed.map((sourceId) => [removedOf(collection), null, sourceId]);
      const count = await copyRows(trx, rosterErrorTable(run), ['collection', 'line', 'source_id'], removed);
      counts.removed = (counts.removed ?? 0) + count;
    }
    if (batch.gone && batch.gone.length > 0 && referredTo.includes(collection)) {
      const gone = batch.gone.map((sourceId) => [goneOf(collection), null, sourceId]);
      await copyRows(trx, rosterErrorTable(run), ['collection', 'line', 'source_id'], gone);
    }
    if (batch.incomplete) counts.incomplete ??= batch.incomplete;
    if (batch.changesOnly) counts.changesOnly = true;
    counts.file = batch.file;
    counts.leftOut += batch.leftOut;
    onBatch(counts.rows + counts.errors + counts.leftOut);
  }
  await recordFindings(
    trx,
    run,
    stageStep(collection),
    findings.rest().map((each) => named(collection, each)),
  );
  await query(trx, `analyze ${table}`);
  const repeated = counts.file === null ? await dropRepeated(trx, table) : 0;
  counts.rows -= repeated;
  counts.leftOut += repeated;
  await recordBatch(trx, run, collection, counts);
  return counts;
}

async function clear(trx: Knex.Transaction, run: RunContext, collection: RosterCollection): Promise<void> {
  const values = {
    districtId: run.districtId,
    runId: run.runId,
    step: stageStep(collection),
    collection,
    removed: removedOf(collection),
    gone: goneOf(collection),
  };
  await sendScript(
    trx,
    `delete from ${rosterStagingTable(run, collection)};
     delete from ${rosterErrorTable(run)} where collection in (:collection, :removed, :gone);
     delete from run_finding where district_id = :districtId and run_id = :runId and step = :step`,
    values,
  );
}

/** A record of an API has no line to find it by: it is named by its id. */
function named(collection: RosterCollection, finding: RunFinding): RunFinding {
  const id = finding.details?.id;
  if (finding.line || typeof id !== 'string') return finding;
  return { ...finding, message: finding.message + fill(recordSuffix, { records: collection, id }) };
}

/**
 * Pages of an API overlap where records come and go while it is read, so of rows without a line one that comes again is no
 * error: the first counts.
 */
async function dropRepeated(trx: Knex.Transaction, table: string): Promise<number> {
  const [dropped] = await query<{ count: number }>(
    trx,
    `with dropped as (
       delete from ${table} r using ${table} earlier
       where r.line is null and earlier.line is null and earlier.source_id = r.source_id and earlier.ctid < r.ctid
       returning r.ctid)
     select count(distinct ctid) from dropped`,
  );
  return dropped?.count ?? 0;
}

/** Logged, unlike the rows. A collection is one batch; offsets and lines are of the guardian file's batches. */
async function recordBatch(
  trx: Knex.Transaction,
  run: RunContext,
  collection: RosterCollection,
  counts: StagedCounts,
): Promise<void> {
  await query(
    trx,
    `insert into staged_batch
       (district_id, run_id, collection, batch, start_offset, end_offset, start_line, end_line, rows, counts)
     values (:districtId, :runId, :step, 0, 0, 0, 0, 0, :rows, cast(:counts as jsonb))
     on conflict (district_id, run_id, collection, batch)
       do update set rows = excluded.rows, counts = excluded.counts`,
    {
      districtId: run.districtId,
      runId: run.runId,
      step: stageStep(collection),
      rows: counts.rows,
      counts: JSON.stringify(counts),
    },
  );
}
