import type { StoredFile } from '../../../archives/stored-file.js';
import { iconvDecoder } from '../../../encoding/iconv.js';
import type { Delimiter } from '../../../guardian-file/csv.js';
import { createTranscoder } from '../../../guardian-file/decoding.js';
import { type EncodingReport, EncodingScanner } from '../../../guardian-file/encoding.js';
import { HEAD_BYTES } from '../../../guardian-file/header.js';
import { FileRefused } from '../../../guardian-file/refusals.js';
import { damagedFile } from './failures.js';
import { readHeaderLine } from './header-line.js';
import { type CsvRecord, RecordReader } from './record-reader.js';

/** The reader is fed this much at once, whatever the store's chunks are. */
const SLICE_BYTES = 256 * 1024;

/** What of a file is known before its rows. */
export interface FileStart {
  header: string[];
  delimiter: Delimiter;
  encoding: EncodingReport;
}

/**
 * Reads a file from start to end twice: for its encoding, then for its records, some at a time.
 *
 * @param onStart called once, before the first records, with the header
 * @throws SyncFailure `RosterFileDamaged` where it is empty, no text, cut off, or has a row of more than 64 KiB
 */
export async function* readRecords(file: StoredFile, onStart: (start: FileStart) => void): AsyncGenerator<CsvRecord[]> {
  const encoding = await findEncoding(file);
  const transcoder = createTranscoder(encoding, iconvDecoder(encoding.encoding));
  const reader = new RecordReader(file.name, encoding.encoding !== 'utf-8');
  let started = false;
  const taken = (records: CsvRecord[]) => {
    if (!started && reader.header !== null) {
      started = true;
      onStart({ header: reader.header, delimiter: reader.delimiter, encoding });
    }
    return records;
  };
  for await (const slice of slices(file)) yield taken(reader.push(transcoder.push(slice)));
  yield taken(reader.push(transcoder.end()));
  yield taken(reader.end());
  if (!started) throw damagedFile(file.name, 'is empty: it has not even a header line');
}

/** The names in the header line, from the start of the file alone: none where it has no such line. @throws as `readRecords` */
export async function headersOf(file: StoredFile): Promise<string[]> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of file.open()) {
    parts.push(part);
    bytes += part.length;
    if (bytes >= HEAD_BYTES) break;
  }
  const head: StoredFile = {
    ...file,
    async *open() {
      yield* parts;
    },
  };
  const { encoding } = await findEncoding(head);
  const transcoder = createTranscoder({ encoding }, iconvDecoder(encoding));
  const text = Buffer.concat([...parts.map((part) => transcoder.push(part)), transcoder.end()]);
  return readHeaderLine(file.name, text, encoding !== 'utf-8')?.names ?? [];
}

async function findEncoding(file: StoredFile): Promise<EncodingReport> {
  const scanner = new EncodingScanner(null);
  try {
    for await (const slice of slices(file)) scanner.push(slice);
    return scanner.end();
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    throw damagedFile(file.name, error.code === 'file-empty' ? 'is empty' : 'is not a text file');
  }
}

async function* slices(file: StoredFile): AsyncGenerator<Uint8Array> {
  for await (const chunk of file.open()) {
    for (let from = 0; from < chunk.length; from += SLICE_BYTES) yield chunk.subarray(from, from + SLICE_BYTES);
  }
}
