import type { Knex } from 'knex';
import type { BlobManifest } from '../../blobs/blob-manifest.js';
import type { BlobStore } from '../../blobs/blob-store.js';
import { query } from '../../db/sql-files.js';
import {
  type ErrorRow,
  type FileNote,
  FileNotes,
  type Finding,
  type Position,
  type RowCounts,
} from '../../guardian-file/index.js';
import type { RunContext } from '../../runs/context.js';
import type { Execution } from '../../runs/fence.js';
import { recordFindings } from '../../runs/findings.js';
import { loadBlob } from '../../runs/received-files.js';
import { runStep, stepResult } from '../../runs/steps.js';
import { type DecodedFile, fetchedFile } from './decode.js';
import type { FileKind } from './kind.js';
import { asFailure } from './refused.js';

export interface ParsedBatch {
  counts: RowCounts;
  next: Position | null;
}

export interface ParseContext {
  db: Knex;
  blobs: BlobStore;
  /** Called while a batch is read, with the byte offset reached in the UTF-8 file. */
  onProgress(offset: number): void;
  rowsPerBatch: number;
}

/** The parser is fed this much at once, so that COPY and heartbeats get their turn. */
const sliceBytes = 256 * 1024;

/**
 * One batch: from a byte offset on, rows are validated and copied into the run's staging table. Batch ends are the
 * framer's, so a batch that is read again is the same batch.
 *
 * @throws SyncFailure `file-truncated`, or as src/blobs does
 */
export async function parseBatch<Row extends object>(
  kind: FileKind<Row>,
  context: ParseContext,
  run: RunContext,
  execution: Execution,
  { batch, start }: { batch: number; start: Position },
): Promise<ParsedBatch> {
  const { db } = context;
  const step = kind.steps.parse;
  const done = await stepResult<ParsedBatch>(db, run, step, batch);
  if (done) return done.result;
  const file = await fetchedFile(kind, db, run);
  return asFailure(file.name, () =>
    runStep(db, run, execution, { step, batch, lock: 'batch' }, async (trx) => {
      const { counts, next, findings, notes } = await stageBatch(kind, trx, context, run, execution, batch, start);
      if (next === null) findings.push(...(await fileFindings(kind, trx, run, notes)));
      await recordFindings(
        trx,
        run,
        step,
        findings.map((each) => ({ ...each, file: file.name })),
        batch,
      );
      await query(
        trx,
        `insert into staged_batch (district_id, run_id, collection, batch, start_offset, end_offset, start_line, end_line, rows, counts)
         values (:districtId, :runId, :step, :batch, :startOffset, :endOffset, :startLine, :endLine, :rows, cast(:counts as jsonb))`,
        {
          districtId: run.districtId,
          runId: run.runId,
          step,
          batch,
          startOffset: start.offset,
          endOffset: next?.offset ?? -1,
          startLine: start.line,
          endLine: next?.line ?? -1,
          rows: counts.good,
          counts: JSON.stringify({ ...counts, notes }),
        },
      );
      return { counts, next };
    }),
  );
}

/** All batches that are not parsed yet, one after the other. @throws as parseBatch does */
export async function parseFile<Row extends object>(
  kind: FileKind<Row>,
  context: ParseContext,
  run: RunContext,
  execution: Execution,
): Promise<void> {
  const { header } = await decodedFile(kind, context.db, run);
  let start: Position | null = { offset: header.dataOffset, line: header.dataLine };
  for (let batch = 0; start !== null; batch += 1) {
    const parsed: ParsedBatch = await parseBatch(kind, context, run, execution, { batch, start });
    start = parsed.next;
  }
}

/** Parses and copies one batch; also used to stage again what a crash of the database emptied. */
export async function stageBatch<Row extends object>(
  kind: FileKind<Row>,
  trx: Knex.Transaction,
  { blobs, onProgress, rowsPerBatch }: ParseContext,
  run: RunContext,
  execution: Execution,
  batch: number,
  start: Position,
): Promise<ParsedBatch & { findings: Finding[]; notes: FileNote[] }> {
  const { header, encoding, utf8BlobId } = await decodedFile(kind, trx, run);
  const manifest = await loadBlob(trx, run, utf8BlobId);
  const options = { header, start, maxRows: rowsPerBatch, encoding: encoding.encoding };
  const parser = kind.parser(options, run.settings);
  const findings: Finding[] = [];
  const errorRows: ErrorRow[] = [];
  const collect = (): Row[] => {
    const taken = parser.take();
    findings.push(...taken.findings);
    errorRows.push(...taken.errorRows);
    return taken.rows;
  };
  async function* rows(): AsyncGenerator<Row[]> {
    for await (const slice of slices(blobs, manifest, start.offset)) {
      execution.signal?.throwIfAborted();
      parser.push(slice.bytes);
      yield collect();
      onProgress(slice.end);
      if (parser.full) break;
    }
    // A full batch may end exactly where the file does; only the end of the file tells.
    if (!parser.full || reachesEnd(parser.next, manifest)) parser.end();
    yield collect();
  }
  await kind.staging.write(trx, run, batch, rows(), errorRows);
  return { counts: parser.counts, next: parser.next, findings, notes: parser.notes() };
}

/** What is said once of the whole file: the batches before the last one have their share of it with them. */
async function fileFindings<Row extends object>(
  { steps }: FileKind<Row>,
  trx: Knex.Transaction,
  run: RunContext,
  last: readonly FileNote[],
): Promise<Finding[]> {
  const batches = await query<{ notes: FileNote[] }>(
    trx,
    `select coalesce(counts -> 'notes', '[]') as notes from staged_batch
     where district_id = :districtId and run_id = :runId and collection = :step order by batch`,
    { districtId: run.districtId, runId: run.runId, step: steps.parse },
  );
  const all = new FileNotes();
  for (const { notes } of batches) all.addAll(notes);
  all.addAll(last);
  return all.findings();
}

export async function decodedFile<Row extends object>(
  { steps }: FileKind<Row>,
  db: Knex | Knex.Transaction,
  run: RunContext,
): Promise<DecodedFile> {
  const decoded = await stepResult<DecodedFile>(db, run, steps.decode);
  if (!decoded) throw new Error(`${steps.parse} needs ${steps.decode}`);
  return decoded.result;
}

function reachesEnd(next: Position | null, manifest: BlobManifest): boolean {
  return next !== null && next.offset >= manifest.size;
}

async function* slices(
  blobs: BlobStore,
  manifest: BlobManifest,
  offset: number,
): AsyncGenerator<{ bytes: Uint8Array; end: number }> {
  let position = offset;
  for await (const chunk of blobs.read(manifest, offset)) {
    for (let from = 0; from < chunk.length; from += sliceBytes) {
      const bytes = chunk.subarray(from, from + sliceBytes);
      position += bytes.length;
      yield { bytes, end: position };
    }
  }
}
