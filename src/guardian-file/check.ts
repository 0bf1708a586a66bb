import { BatchParser, type RowCounts, type RowReader, type Taken } from './batch.js';
import type { Column } from './columns.js';
import { COLUMNS } from './columns.js';
import { createTranscoder, type Decoder, textDecoder } from './decoding.js';
import { type EncodingReport, EncodingScanner, encodingNotice } from './encoding.js';
import type { Encoding } from './encoding-name.js';
import { checkFileSize, nameNotice } from './file-name.js';
import { FileNotes } from './file-notes.js';
import type { Finding, FindingCode } from './findings.js';
import { HEAD_BYTES, type Header, type HeaderOptions, readHeader } from './header.js';
import { hasColumn, type Reading } from './person-columns.js';
import { FileRefused, type RefusalCode } from './refusals.js';
import { assertRowsUsable } from './usable.js';

/** A file that can be read from its start as often as needed. */
export interface FileSource {
  /** File name without path. */
  name: string;
  /** Bytes. */
  size: number;
  open(offset: number): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

export interface CheckOptions {
  /** ISO 3166 code of the district's country; US where absent. */
  country?: string;
  /** The contact types that are synced; null or absent: all. */
  contactTypes?: readonly string[] | null;
  /** Rows that say "no contact" are left out. */
  leaveOutNoContact?: boolean;
  /** A pinned encoding; null or absent: found by evidence. */
  encoding?: Encoding | null;
  columnMapping?: Partial<Record<Column, string>>;
  /** Which ID of the roster the student ID is; STUDENT ID where absent. */
  studentIdField?: HeaderOptions['studentIdField'];
  /** Largest size accepted, bytes. */
  maxBytes?: number;
  createDecoder?: (encoding: Encoding) => Decoder;
  /** Given the good rows, some at a time: at the latest before the next chunk of the source is asked for. */
  onRows?: (rows: readonly object[]) => void;
}

/** What the files of the folder differ by. */
export interface FileForm {
  /** The name that the file must have. */
  name: string;
  readHeader(head: Uint8Array): Header;
  describeColumns(header: Header): NonNullable<CheckReport['columns']>;
  /** What a row is, where it is not one of the guardian file. */
  reader?(header: Header): RowReader<object>;
}

/** What can be said about a file without the roster. */
export interface CheckReport {
  /** Nothing speaks against applying it: `refusal` is null. */
  usable: boolean;
  file: { name: string; size: number };
  encoding: EncodingReport | null;
  delimiter: Header['delimiter'] | null;
  columns: {
    found: Partial<Record<Column, string>>;
    missing: Column[];
    ignored: string[];
    /** What became of each header, in the order of the file; absent for a file that is not the guardian file. */
    headers?: Reading[];
    attributes?: string[];
  } | null;
  counts: RowCounts;
  findingCounts: Partial<Record<FindingCode, number>>;
  /** The first 1,000 of each code, in the order of the file. */
  findings: Finding[];
  /** How many more there are, of the codes with more than are listed. */
  notListed: Partial<Record<FindingCode, number>>;
  /** Null where the file is usable. */
  refusal: { code: RefusalCode; message: string } | null;
  /** What this check cannot know. */
  limits: string;
}

const LISTED_PER_CODE = 1000;

const LIMITS = 'The student IDs cannot be compared with the roster here. The connection test and the dry run do that.';

/**
 * Checks a whole file in bounded memory, as the sync would: name, size, encoding, header, every row. Refusals are in the
 * report; only errors of `source` itself are thrown.
 */
export async function checkGuardianFile(source: FileSource, options: CheckOptions = {}): Promise<CheckReport> {
  return checkFile(source, options, {
    name: 'guardians.csv',
    readHeader: (head) => readHeader(head, options),
    describeColumns,
  });
}

/** The same for any file of the folder. */
export async function checkFile(source: FileSource, options: CheckOptions, form: FileForm): Promise<CheckReport> {
  const report: CheckReport = {
    usable: false,
    file: { name: source.name, size: source.size },
    encoding: null,
    delimiter: null,
    columns: null,
    counts: { read: 0, good: 0, error: 0, blank: 0, leftOut: 0 },
    findingCounts: {},
    findings: [],
    notListed: {},
    refusal: null,
    limits: LIMITS,
  };
  try {
    add(report, [nameNotice(source.name, form.name)]);
    checkFileSize(source.size, options.maxBytes);
    report.encoding = await scan(source, options.encoding ?? null);
    add(report, [encodingNotice(report.encoding)]);
    await readRows(source, options, form, report, report.encoding.encoding);
    assertRowsUsable(report.counts);
    report.usable = true;
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    report.refusal = { code: error.code, message: error.message };
  }
  return report;
}

async function scan(source: FileSource, pinned: Encoding | null): Promise<EncodingReport> {
  const scanner = new EncodingScanner(pinned);
  for await (const chunk of source.open(0)) scanner.push(chunk);
  return scanner.end();
}

async function readRows(
  source: FileSource,
  options: CheckOptions,
  form: FileForm,
  report: CheckReport,
  encoding: Encoding,
) {
  const decoder = (options.createDecoder ?? textDecoder)(encoding);
  const transcoder = createTranscoder({ encoding }, decoder);
  let head: Uint8Array = new Uint8Array(0);
  let parser: BatchParser<object> | null = null;
  const begin = (): BatchParser<object> => {
    const header = form.readHeader(head);
    report.delimiter = header.delimiter;
    report.columns = form.describeColumns(header);
    add(report, header.findings);
    const begun = new BatchParser<object>(
      {
        header,
        start: { offset: header.dataOffset, line: header.dataLine },
        maxRows: Number.POSITIVE_INFINITY,
        maxBytes: Number.POSITIVE_INFINITY,
        country: options.country ?? 'US',
        contactTypes: options.contactTypes ?? null,
        leaveOutNoContact: options.leaveOutNoContact ?? false,
        encoding,
      },
      form.reader?.(header),
    );
    report.counts = begun.counts;
    begun.push(head.subarray(header.dataOffset));
    return begun;
  };
  const take = ({ rows, findings }: Taken<object>): void => {
    add(report, findings);
    options.onRows?.(rows);
  };
  const feed = (bytes: Uint8Array): void => {
    if (parser === null) {
      head = concat(head, bytes);
      if (head.length >= HEAD_BYTES) parser = begin();
    } else parser.push(bytes);
    if (parser !== null) take(parser.take());
  };
  for await (const chunk of source.open(0)) feed(transcoder.push(chunk));
  feed(transcoder.end());
  parser ??= begin();
  try {
    parser.end();
  } finally {
    take(parser.take());
    const notes = new FileNotes();
    notes.addAll(parser.notes());
    add(report, notes.findings());
  }
}

function describeColumns(header: Header): NonNullable<CheckReport['columns']> {
  const { columns, people = [{ columns }], readings = [], names } = header;
  return {
    found: Object.fromEntries(Object.entries(columns).map(([column, index]) => [column, names[index]!])),
    missing: COLUMNS.filter((column) => !people.some((person) => hasColumn(person, column))),
    ignored: readings.filter(({ column }) => column === null).map(({ header }) => header),
    headers: readings,
  };
}

function add(report: CheckReport, findings: (Finding | null)[]): void {
  for (const each of findings) {
    if (each === null) continue;
    const count = (report.findingCounts[each.code] ?? 0) + 1;
    report.findingCounts[each.code] = count;
    if (count <= LISTED_PER_CODE) report.findings.push(each);
    else report.notListed[each.code] = count - LISTED_PER_CODE;
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
