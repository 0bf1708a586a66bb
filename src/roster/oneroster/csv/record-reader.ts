import { type Delimiter, parseEach, splitBadRecord } from '../../../guardian-file/csv.js';
import { Framer, MAX_RECORD_BYTES } from '../../../guardian-file/framer.js';
import { hasReplacementCharacter, isUtf8 } from '../../../guardian-file/utf8.js';
import { damagedFile } from './failures.js';
import { readHeaderLine } from './header-line.js';

type RowFault = 'roster-row-bad-quote' | 'roster-row-encoding' | 'roster-row-field-count';

export interface CsvRecord {
  /** Of its first line; the file's first is 1. */
  line: number;
  /** Best effort where there is a fault. */
  cells: string[];
  fault: RowFault | null;
}

interface Framed {
  start: number;
  end: number;
  line: number;
  fault: RowFault | null;
  /** It stops with the file, without a line break. */
  last: boolean;
}

/** csv-parse is handed whole records of about this many bytes at once. */
const PARSE_BYTES = 256 * 1024;

/**
 * The records of a CSV file, from chunks of its bytes in UTF-8. The framer of the guardian file finds where records end,
 * so that an unclosed quote costs one row and not the rest; csv-parse reads them.
 */
export class RecordReader {
  /** The first record that isn't blank; null before it was seen. */
  header: string[] | null = null;
  delimiter: Delimiter = ',';

  readonly #file: string;
  readonly #converted: boolean;
  #framer = new Framer(0, 0);
  /** From the start of the next record on; then come the chunks that wait until there are enough. */
  #bytes: Uint8Array = new Uint8Array(0);
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #line = 1;

  /** @param converted the file was in another encoding: U+FFFD marks bytes that didn't fit it */
  constructor(file: string, converted: boolean) {
    this.#file = file;
    this.#converted = converted;
  }

  /** @throws SyncFailure `RosterFileDamaged` */
  push(chunk: Uint8Array): CsvRecord[] {
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    return this.#bytes.length + this.#waitingBytes > MAX_RECORD_BYTES + PARSE_BYTES ? this.#drain(false) : [];
  }

  /** No more bytes. @throws SyncFailure `RosterFileDamaged` */
  end(): CsvRecord[] {
    return this.#drain(true);
  }

  #drain(complete: boolean): CsvRecord[] {
    this.#bytes = Buffer.concat([this.#bytes, ...this.#waiting]);
    this.#waiting = [];
    this.#waitingBytes = 0;
    const bytes = this.#bytes;
    const stop = complete ? bytes.length : bytes.length - MAX_RECORD_BYTES;
    let at = this.header === null ? this.#readHeader(bytes) : 0;
    const framed: Framed[] = [];
    while (at < stop) {
      framed.push(this.#frame(at));
      at = this.#framer.next;
    }
    const records = this.#parse(bytes, framed);
    this.#bytes = bytes.subarray(at);
    return records;
  }

  /** @returns where the rows start */
  #readHeader(bytes: Uint8Array): number {
    const header = readHeaderLine(this.#file, bytes, this.#converted);
    if (header === null) return bytes.length;
    this.header = header.names;
    this.delimiter = header.delimiter;
    this.#framer = new Framer(header.delimiter.charCodeAt(0), header.rowWidth);
    this.#line = header.line;
    return header.next;
  }

  #frame(start: number): Framed {
    const bytes = this.#bytes;
    const framer = this.#framer;
    framer.read(bytes, start, bytes.length);
    const { kind, end, lineBreaks, terminated, high, open } = framer;
    const line = this.#line;
    if (kind === 'too-long') throw damagedFile(this.#file, `has a row of more than 64 KiB on line ${line}`);
    if (open) throw damagedFile(this.#file, `breaks off in the row that starts on line ${line}`);
    this.#line += lineBreaks;
    const fault = kind === 'bad-quote' ? 'roster-row-bad-quote' : high ? this.#encodingFault(start, end) : null;
    return { start, end, line, fault, last: !terminated };
  }

  #encodingFault(start: number, end: number): RowFault | null {
    const fits = this.#converted ? !hasReplacementCharacter(this.#bytes, start, end) : isUtf8(this.#bytes, start, end);
    return fits ? null : 'roster-row-encoding';
  }

  #parse(bytes: Uint8Array, framed: readonly Framed[]): CsvRecord[] {
    const good = framed.filter(({ fault }) => fault === null);
    const cells = parseEach(bytes, good, this.delimiter);
    const records: CsvRecord[] = [];
    let parsed = 0;
    for (const { fault, line, start, end, last } of framed) {
      const row = fault === null ? cells[parsed++]! : null;
      if (row?.every((cell) => cell.trim() === '')) continue;
      const record: CsvRecord = row
        ? { line, cells: row, fault: null }
        : {
            line,
            cells: splitBadRecord(bytes.subarray(start, end), this.delimiter),
            fault: fault ?? 'roster-row-bad-quote',
          };
      if (this.header !== null && !record.fault) this.#checkWidth(record, this.header.length, last);
      records.push(record);
    }
    return records;
  }

  #checkWidth(record: CsvRecord, width: number, last: boolean): void {
    const { cells, line } = record;
    if (cells.length < width && last) throw damagedFile(this.#file, `breaks off in its last row, on line ${line}`);
    // Separators at the end of a row, as spreadsheets leave them, say nothing.
    if (cells.length < width || cells.slice(width).some((cell) => cell !== '')) record.fault = 'roster-row-field-count';
  }
}
