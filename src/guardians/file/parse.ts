import type { Knex } from 'knex';
import type { BlobManifest } from '../../blobs/blob-manifest.js';
import type { BlobStore } from '../../blobs/blob-store.js';
import { query } from '../../db/sql-files.js';
import {
  BatchParser,
  type ErrorRow,
  type Finding,
  type GuardianRow,
  type Position,
  type RowCounts,
} from '../../guardian-file/index.js';
import type { RunContext } from '../../runs/context.js';
import type { Execution } from '../../runs/fence.js';
import { recordFindings } from '../../runs/findings.js';
import { loadBlob } from '../../runs/received-files.js';
import { runStep, stepResult } from '../../runs/steps.js';
import { stageGuardianRows } from '../stage.js';
import { type DecodedFile, fetchedFile } from './decode.js';
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

export const parseStep = 'parseGuardianBatch';
/** The parser is fed this much at once, so that COPY and heartbeats get their turn. */
const sliceBytes = 256 * 1024;

/**
 * One batch: from a byte offset on, rows are validated and copied into the run's staging table. Batch ends are the
 * framer's, so a batch that is read again is the same batch.
 *
 * @throws SyncFailure `file-truncated`, or as src/blobs does
 */
export async function parseGuardianBatch(
  context: ParseContext,
  run: RunContext,
  execution: Execution,
  { batch, start }: { batch: number; start: Position },
): Promise<ParsedBatch> {
  const { db } = context;
  const done = await stepResult<ParsedBatch>(db, run, parseStep, batch);
  if (done) return done.result;
  const file = await fetchedFile(db, run);
  return asFailure(file.name, () =>
    runStep(db, run, execution, { step: parseStep, batch, lock: 'batch' }, async (trx) => {
      const { counts, next, findings } = await stageBatch(trx, context, run, execution, batch, start);
      await recordFindings(
        trx,
        run,
        parseStep,
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
          step: parseStep,
          batch,
          startOffset: start.offset,
          endOffset: next?.offset ?? -1,
          startLine: start.line,
          endLine: next?.line ?? -1,
          rows: counts.good,
          counts: JSON.stringify(counts),
        },
      );
      return { counts, next };
    }),
  );
}

/** Parses and copies one batch; also used to stage again what a crash of the database emptied. */
export async function stageBatch(
  trx: Knex.Transaction,
  { blobs, onProgress, rowsPerBatch }: ParseContext,
  run: RunContext,
  execution: Execution,
  batch: number,
  start: Position,
): Promise<ParsedBatch & { findings: Finding[] }> {
  const { header, encoding, utf8BlobId } = await decodedFile(trx, run);
  const manifest = await loadBlob(trx, run, utf8BlobId);
  const { contactTypes } = run.settings.guardians;
  const { country } = run.settings;
  const parser = new BatchParser({
    header,
    start,
    maxRows: rowsPerBatch,
    country,
    contactTypes,
    encoding: encoding.encoding,
  });
  const findings: Finding[] = [];
  const errorRows: ErrorRow[] = [];
  const collect = function* (): Generator<GuardianRow> {
    const taken = parser.take();
    findings.push(...taken.findings);
    errorRows.push(...taken.errorRows);
    yield* taken.rows;
  };
  async function* rows(): AsyncGenerator<GuardianRow> {
    for await (const slice of slices(blobs, manifest, start.offset)) {
      execution.signal?.throwIfAborted();
      parser.push(slice.bytes);
      yield* collect();
      onProgress(slice.end);
      if (parser.full) break;
    }
    // A full batch may end exactly where the file does; only the end of the file tells.
    if (!parser.full || reachesEnd(parser.next, manifest)) parser.end();
    yield* collect();
  }
  await stageGuardianRows(trx, run, batch, rows(), errorRows);
  return { counts: parser.counts, next: parser.next, findings };
}

export async function decodedFile(db: Knex | Knex.Transaction, run: RunContext): Promise<DecodedFile> {
  const decoded = await stepResult<DecodedFile>(db, run, 'decodeGuardianFile');
  if (!decoded) throw new Error('parseGuardianBatch needs decodeGuardianFile');
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
