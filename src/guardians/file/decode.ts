import type { Knex } from 'knex';
import type { BlobManifest } from '../../blobs/blob-manifest.js';
import type { BlobStore } from '../../blobs/blob-store.js';
import { storeChunks } from '../../blobs/store-chunks.js';
import { iconvDecoder } from '../../encoding/iconv.js';
import {
  checkFileSize,
  createTranscoder,
  type EncodingReport,
  EncodingScanner,
  encodingNotice,
  FileRefused,
  type Finding,
  type Header,
} from '../../guardian-file/index.js';
import type { RunContext } from '../../runs/context.js';
import type { Execution } from '../../runs/fence.js';
import { recordFindings } from '../../runs/findings.js';
import { type FetchedFile, loadBlob, saveBlob } from '../../runs/received-files.js';
import { runStep, stepResult } from '../../runs/steps.js';
import type { SyncSettings } from '../../settings/sync-settings.js';
import type { FileKind } from './kind.js';
import { lastApplied } from './last-applied.js';
import { asFailure } from './refused.js';
import { rulesOf } from './rules.js';

/** The file in UTF-8, and what its header line says. */
export interface DecodedFile {
  utf8BlobId: string;
  /** Bytes in UTF-8. */
  utf8Size: number;
  encoding: EncodingReport;
  header: Header;
  /** By which rules the file was read. */
  rules?: string;
  /** The run that applied the very same file: nothing is to be parsed. */
  sameAsRun?: number;
}

export interface DecodeContext {
  db: Knex;
  blobs: BlobStore;
  onProgress(bytes: number): void;
}

/** The header line is looked for in this many bytes; a record may have 64 KiB. */
const headBytes = 192 * 1024;

/** @throws SyncFailure with the code of the check core's refusal, or as src/blobs does */
export async function decodeFile<Row extends object>(
  kind: FileKind<Row>,
  context: DecodeContext,
  run: RunContext,
  execution: Execution,
): Promise<DecodedFile> {
  const step = kind.steps.decode;
  const done = await stepResult<DecodedFile>(context.db, run, step);
  if (done) return done.result;
  const startedAt = new Date();
  const { db, blobs } = context;
  const file = await fetchedFile(kind, db, run);
  return asFailure(file.name, async () => {
    const original = await loadBlob(db, run, file.blobId);
    checkFileSize(original.size, run.settings.guardians.maxFileBytes);
    const encoding = await scan(context, original, run.settings, execution);
    if (!encoding.endsWithLineEnd) await assertNoneExpected(kind, db, run);
    const utf8 = encoding.encoding === 'utf-8' ? original : await transcode(context, original, encoding, execution);
    const header = headerOf(kind, await readHead(blobs, utf8), run.settings, encoding);
    const stored = await runStep(db, run, execution, { step, lock: 'scope', startedAt }, async (trx) => {
      if (utf8 !== original)
        await saveBlob(trx, run, {
          purpose: `${kind.part}-utf8`,
          name: file.name,
          manifest: utf8,
          modifiedAt: null,
        });
      const notices = [encodingNotice(encoding), ...header.findings].filter(
        (notice): notice is Finding => notice !== null,
      );
      await recordFindings(
        trx,
        run,
        step,
        notices.map((notice) => ({ ...notice, file: file.name })),
      );
      return { utf8BlobId: utf8.id, utf8Size: utf8.size, encoding, header, rules: rulesOf(kind) };
    });
    // Another attempt was quicker; its copy counts.
    if (stored.utf8BlobId !== utf8.id && utf8 !== original) await blobs.remove(utf8);
    return stored;
  });
}

/** @throws when the step before did not run: a fault of the program */
export async function fetchedFile<Row extends object>(
  { steps }: FileKind<Row>,
  db: Knex | Knex.Transaction,
  run: RunContext,
): Promise<FetchedFile> {
  const fetched = await stepResult<FetchedFile>(db, run, steps.fetch);
  if (!fetched) throw new Error(`${steps.decode} needs ${steps.fetch}`);
  return fetched.result;
}

/**
 * A file cut in its last cell reads as a whole one. Only what the export wrote before tells.
 *
 * @throws FileRefused `line-end-missing`
 */
async function assertNoneExpected<Row extends object>({ part }: FileKind<Row>, db: Knex, run: RunContext) {
  // A person who uploads a file says that it is complete.
  if (run.options.upload || !run.settings.guardians.expectLineEnd) return;
  const last = await lastApplied(db, run, part);
  if (last?.endsWithLineEnd) throw new FileRefused('line-end-missing', { run: last.runId });
}

/** @throws FileRefused as kind.readHeader does; `file-truncated` if the file may end within its header line */
function headerOf<Row extends object>(
  kind: FileKind<Row>,
  head: Uint8Array,
  settings: SyncSettings,
  { endsWithLineEnd }: EncodingReport,
): Header {
  try {
    return kind.readHeader(head, settings);
  } catch (error) {
    if (error instanceof FileRefused && error.code !== 'file-empty' && !endsWithLineEnd && isOneLine(head))
      throw new FileRefused('file-truncated', { line: 1 });
    throw error;
  }
}

function isOneLine(head: Uint8Array): boolean {
  return head.length < headBytes && !head.some((byte) => byte === 0x0a || byte === 0x0d);
}

async function scan(
  { blobs, onProgress }: DecodeContext,
  original: BlobManifest,
  settings: SyncSettings,
  execution: Execution,
) {
  const scanner = new EncodingScanner(settings.guardians.encoding);
  let bytes = 0;
  for await (const chunk of blobs.read(original)) {
    execution.signal?.throwIfAborted();
    scanner.push(chunk);
    bytes += chunk.length;
    onProgress(bytes);
  }
  return scanner.end();
}

async function transcode(
  { blobs }: DecodeContext,
  original: BlobManifest,
  encoding: EncodingReport,
  execution: Execution,
) {
  const transcoder = createTranscoder(encoding, iconvDecoder(encoding.encoding));
  const transcoded = async function* () {
    for await (const chunk of blobs.read(original)) {
      execution.signal?.throwIfAborted();
      yield transcoder.push(chunk);
    }
    yield transcoder.end();
  };
  return storeChunks(blobs, transcoded());
}

async function readHead(blobs: BlobStore, utf8: BlobManifest): Promise<Uint8Array> {
  for await (const chunk of blobs.read(utf8)) return chunk.subarray(0, headBytes);
  return new Uint8Array(0);
}
