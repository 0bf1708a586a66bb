import { type Delimiter, keptCells, parseEach, splitBadRecord } from './csv.js';
import { isUnquotedFormula } from './damage.js';
import { ENCODING_LABELS, type Encoding } from './encoding-name.js';
import type { FileNote, FileNotes } from './file-notes.js';
import { type Finding, finding } from './findings.js';
import { afterLineBreak, Framer, MAX_RECORD_BYTES } from './framer.js';
import type { Header } from './header.js';
import { PeopleReader } from './people-reader.js';
import { FileRefused } from './refusals.js';
import { type GuardianRow, type NoRow, RowChecker } from './row.js';
import { hasReplacementCharacter, isUtf8 } from './utf8.js';

/** A place between two records of the file in UTF-8; the first line is 1. */
export interface Position {
  offset: number;
  line: number;
}

export interface BatchOptions {
  header: Header;
  start: Position;
  /** Records after which the batch is full, those in error, left out and blank among them. */
  maxRows: number;
  /** Bytes after which the batch is full as well, so that one of long rows in error stays small; 32 MiB where absent. */
  maxBytes?: number;
  /** ISO 3166 code of the district's country. */
  country: string;
  /** The contact types that are synced; null: all. */
  contactTypes: readonly string[] | null;
  /** Rows that say "no contact" are left out. */
  leaveOutNoContact?: boolean;
  /** What the file was before it was UTF-8: in a converted one, U+FFFD marks bytes that do not fit. */
  encoding: Encoding;
}

/** Checks the cells of one row after the other; what is wrong is added to `findings`. */
export interface RowReader<Row> {
  findings: Finding[];
  /** What is said once of the whole file. */
  readonly notes: FileNotes;
  /** @returns a row, or why it is none: left out before anything else, blank, or in error; of several in one line, each */
  check(cells: readonly string[], line: number): Row | NoRow | readonly (Row | NoRow)[];
}

/** read = good + error + blank + leftOut. Of a line with several rows each counts. */
export interface RowCounts {
  read: number;
  /** Rows handed out. */
  good: number;
  error: number;
  /** Rows of nothing but separators, and empty lines. */
  blank: number;
  /** Rows of contact types that are not synced, and of people marked "no contact" if the setting says so. */
  leftOut: number;
}

/** A row in error, for the rule that it protects every student whose ID is in it. Never for a report. */
export interface ErrorRow {
  line: number;
  /** Up to 100 cells of up to 200 characters, best effort. */
  cells: string[];
}

export interface Taken<Row = GuardianRow> {
  rows: Row[];
  findings: Finding[];
  errorRows: ErrorRow[];
}

type RowFault = 'row-too-long' | 'row-bad-quote' | 'row-invalid-bytes';

interface Framed {
  start: number;
  end: number;
  line: number;
  /** Null for a record whose cells are to be read. */
  fault: RowFault | null;
  /** It stops with the file, without a line break; within a quoted field, too. */
  last: boolean;
  open: boolean;
}

/** Records are read in blocks of about this many bytes, and of no more records than this. */
const PARSE_BYTES = 256 * 1024;
const PARSE_RECORDS = 8192;

const MAX_BATCH_BYTES = 32 * 1024 * 1024;

/** What a database's command line adds at the end: a row in error, but no sign of a file that breaks off. */
const TRAILER = /^\(?\d+ rows?(?: affected| selected)?\.?\)?$/i;

export const batchRules = { TRAILER };

const LF = 0x0a;
const CR = 0x0d;

/**
 * Reads one batch of rows from a place in the file. Where the batch ends depends on the file alone, not on the chunks,
 * so a batch that is read again, or cut otherwise, comes to the same rows, findings and counts.
 */
export class BatchParser<Row extends object = GuardianRow> {
  /** maxRows or maxBytes was reached: nothing more is read. */
  full = false;
  /** Where the next batch starts, once this one is full; it may be the end of the file. Null after the last row. */
  next: Position | null = null;
  readonly counts: RowCounts = { read: 0, good: 0, error: 0, blank: 0, leftOut: 0 };

  readonly #options: BatchOptions;
  readonly #delimiter: Delimiter;
  readonly #framer: Framer;
  readonly #checker: RowReader<Row>;
  /** Records framed: what makes the batch full. */
  #records = 0;
  #bytes = new Uint8Array(2 * (MAX_RECORD_BYTES + PARSE_BYTES));
  /** The bytes at hand are those from #from to #to; #from is byte #offset of the file, on line #line. */
  #from = 0;
  #to = 0;
  #offset: number;
  #line: number;
  /** Inside a record that is too long, until its line break. */
  #skipping = false;
  #framed: Framed[] = [];
  #taken: Taken<Row> = { rows: [], findings: [], errorRows: [] };
  #truncatedLine: number | null = null;

  /** @param reader what a row is, where it is not one of the guardian file */
  constructor(options: BatchOptions, reader?: RowReader<Row>) {
    const { header, start } = options;
    this.#options = options;
    this.#delimiter = header.delimiter;
    this.#framer = new Framer(header.delimiter.charCodeAt(0), header.width);
    this.#checker = reader ?? (guardianReader(options) as unknown as RowReader<Row>);
    this.#checker.findings = this.#taken.findings;
    this.#offset = start.offset;
    this.#line = start.line;
  }

  /** The file's bytes in UTF-8 from `start.offset` on, in chunks of any size. Ignored once the batch is full. */
  push(chunk: Uint8Array): void {
    if (this.full) return;
    this.#append(chunk);
    if (this.#to - this.#from > MAX_RECORD_BYTES + PARSE_BYTES) this.#drain(false);
  }

  /**
   * No more bytes in the file; not to be called where feeding stopped because the batch is full.
   *
   * @throws FileRefused `file-truncated` if the file has no line end and its last row is too short or damaged
   */
  end(): void {
    if (this.full) return;
    this.#drain(true);
    if (this.full && this.#from === this.#to) this.next = null;
    if (this.#truncatedLine !== null) throw new FileRefused('file-truncated', { line: this.#truncatedLine });
  }

  /** What is to be said of the rows so far, once of the whole file. */
  notes(): FileNote[] {
    return this.#checker.notes.list();
  }

  /** What became ready since the last call, in the order of the file. */
  take(): Taken<Row> {
    const taken = this.#taken;
    this.#taken = { rows: [], findings: [], errorRows: [] };
    this.#checker.findings = this.#taken.findings;
    return taken;
  }

  #append(chunk: Uint8Array): void {
    if (this.#to + chunk.length > this.#bytes.length) {
      const held = this.#bytes.subarray(this.#from, this.#to);
      const needed = held.length + chunk.length;
      const target = needed > this.#bytes.length ? new Uint8Array(needed * 2) : this.#bytes;
      target.set(held);
      this.#bytes = target;
      this.#to = held.length;
      this.#from = 0;
    }
    this.#bytes.set(chunk, this.#to);
    this.#to += chunk.length;
  }

  /** Reads every record that is at hand with all that the framer may look at. */
  #drain(complete: boolean): void {
    const limit = this.#to;
    const stop = complete ? limit : limit - MAX_RECORD_BYTES;
    let parsed = this.#from;
    while (!this.full && (this.#from < stop || (complete && this.#skipping))) {
      if (this.#skipping) this.#skip(limit, complete);
      else this.#frame(limit);
      if (this.#from - parsed >= PARSE_BYTES || this.#framed.length >= PARSE_RECORDS) {
        this.#check();
        parsed = this.#from;
      }
    }
    this.#check();
  }

  #frame(limit: number): void {
    const framer = this.#framer;
    const start = this.#from;
    framer.read(this.#bytes, start, limit);
    const { end, terminated, open } = framer;
    this.#framed.push({ start, end, line: this.#line, fault: this.#fault(start), last: !terminated, open });
    if (framer.kind === 'too-long') {
      this.#skipping = true;
      this.#advance(framer.next, 0);
    } else this.#endRecord(framer.next, framer.lineBreaks);
  }

  #fault(start: number): RowFault | null {
    const { kind, high, end } = this.#framer;
    if (kind === 'too-long') return 'row-too-long';
    if (kind === 'bad-quote') return 'row-bad-quote';
    if (!high) return null;
    const fits =
      this.#options.encoding === 'utf-8'
        ? isUtf8(this.#bytes, start, end)
        : !hasReplacementCharacter(this.#bytes, start, end);
    return fits ? null : 'row-invalid-bytes';
  }

  /** Goes to the line break of a record that is too long. */
  #skip(limit: number, complete: boolean): void {
    let at = this.#from;
    while (at < limit && this.#bytes[at] !== LF && this.#bytes[at] !== CR) at++;
    // A CR at the very end may be half a CRLF.
    const found = at < limit && (complete || at + 1 < limit);
    if (!found && !complete) {
      this.#advance(at, 0);
      return;
    }
    this.#skipping = false;
    this.#endRecord(afterLineBreak(this.#bytes, at, limit), 1);
  }

  #endRecord(next: number, lineBreaks: number): void {
    this.#advance(next, lineBreaks);
    this.#records++;
    const { maxRows, maxBytes = MAX_BATCH_BYTES, start } = this.#options;
    if (this.#records >= maxRows || this.#offset - start.offset >= maxBytes) {
      this.full = true;
      this.next = { offset: this.#offset, line: this.#line };
    }
  }

  #advance(to: number, lineBreaks: number): void {
    this.#offset += to - this.#from;
    this.#line += lineBreaks;
    this.#from = to;
  }

  /** Reads the cells of the records framed so far, and checks their rows. */
  #check(): void {
    const framed = this.#framed;
    this.#framed = [];
    const good = framed.filter(({ fault }) => fault === null);
    const cells = parseEach(this.#bytes, good, this.#delimiter);
    let parsed = 0;
    for (const record of framed) {
      if (record.fault !== null) this.#faulty(record, record.fault);
      else {
        const row = cells[parsed++]!;
        if (row === null) this.#faulty(record, 'row-bad-quote');
        else this.#row(record, row);
      }
    }
  }

  #row(record: Framed, cells: string[]): void {
    const found = this.#checker.check(cells, record.line);
    if (record.last && found !== 'blank' && this.#isTooShort(cells)) this.#truncatedLine = record.line;
    let inError = false;
    if (!isList(found)) inError = this.#count(found) === 'error';
    else for (const row of found) inError = this.#count(row) === 'error' || inError;
    if (!inError) return;
    this.#taken.errorRows.push({ line: record.line, cells: this.#keptCells(record, cells) });
  }

  #count(row: Row | NoRow): Row | NoRow {
    const { counts } = this;
    counts.read++;
    if (typeof row === 'object') {
      counts.good++;
      this.#taken.rows.push(row);
    } else if (row === 'blank') counts.blank++;
    else if (row === 'left-out') counts.leftOut++;
    else counts.error++;
    return row;
  }

  #faulty(record: Framed, fault: RowFault): void {
    const { line, start, end, last } = record;
    const cells = splitBadRecord(this.#bytes.subarray(start, end), this.#delimiter);
    const code = fault === 'row-bad-quote' && cells.some(isUnquotedFormula) ? 'row-formula-cell' : fault;
    this.counts.read++;
    this.counts.error++;
    this.#taken.findings.push(finding(code, { line }, { encoding: ENCODING_LABELS[this.#options.encoding] }));
    this.#taken.errorRows.push({ line, cells });
    if (last) this.#truncatedLine = line;
  }

  /** A cell with a line break may hold other rows' cells, where two stray quotes met. */
  #keptCells({ start, end }: Framed, cells: string[]): string[] {
    const bytes = this.#bytes.subarray(start, end);
    return keptCells(
      bytes.includes(LF) || bytes.includes(CR) ? [...splitBadRecord(bytes, this.#delimiter), ...cells] : cells,
    );
  }

  #isTooShort(cells: string[]): boolean {
    return cells.length < this.#options.header.width && !TRAILER.test(cells.join('').trim());
  }
}

function guardianReader(options: BatchOptions): RowReader<GuardianRow> {
  return options.header.people ? new PeopleReader(options) : new RowChecker(options);
}

function isList<Row extends object>(found: Row | NoRow | readonly (Row | NoRow)[]): found is readonly (Row | NoRow)[] {
  return Array.isArray(found);
}
