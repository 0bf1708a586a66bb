import { COLUMNS, type Column, columnOf, headerKey } from './columns.js';
import type { Delimiter } from './csv.js';
import { DELIMITER_NAMES, namedDelimiter, recognizeDelimiter } from './delimiter.js';
import { type Finding, finding } from './findings.js';
import { Framer, MAX_RECORD_BYTES } from './framer.js';
import { checkRequired, listHeaders } from './header-refusals.js';
import { FileRefused } from './refusals.js';

/** What the header line says about the file. Offsets and lines count from the start of the UTF-8 bytes. */
export interface Header {
  delimiter: Delimiter;
  /** The headers as they are in the file. */
  names: string[];
  width: number;
  /** Index of each known column; a column that is not in the file is not in here. */
  columns: Partial<Record<Column, number>>;
  lineEnd: 'LF' | 'CRLF' | 'CR' | 'none';
  /** Where the first row starts: byte offset and line. */
  dataOffset: number;
  dataLine: number;
  findings: Finding[];
}

export interface HeaderOptions {
  /** Columns mapped by hand: our column to the header in the file; an empty header: the column is not used. */
  columnMapping?: Partial<Record<Column, string>> | undefined;
  /** The contact types that are synced; where some are chosen, the file must have that column. */
  contactTypes?: readonly string[] | null | undefined;
}

/** How many of the file's first bytes in UTF-8 `readHeader` wants; fewer only where the file has no more. */
export const HEAD_BYTES = 2 * MAX_RECORD_BYTES;

interface Line {
  start: number;
  end: number;
  next: number;
  /** Lines up to the start of the next record. */
  line: number;
}

/**
 * Reads the header line: delimiter, columns, and where the rows start.
 *
 * @param head the first HEAD_BYTES or more of the file in UTF-8, or the whole file; a byte order mark may lead
 * @throws FileRefused `file-empty`, `header-missing`, `column-missing`, `column-twice` or `column-mapping`
 */
export function readHeader(head: Uint8Array, options: HeaderOptions = {}): Header {
  const line = readHeaderLine(head);
  const { columns, findings } = assignColumns(line.names, options);
  return { ...line, columns, findings: [...line.findings, ...findings] };
}

/**
 * The header line without what its columns mean.
 *
 * @param head as for `readHeader`
 * @throws FileRefused `file-empty`
 */
export function readHeaderLine(head: Uint8Array): Omit<Header, 'columns'> {
  const marked = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  let line = firstRecord(head, { start: 0, end: 0, next: marked ? 3 : 0, line: 1 });
  const forced = namedDelimiter(decode(head, line));
  if (forced) line = firstRecord(head, line);
  const isKnown = (name: string) => columnOf(name) !== null;
  const { delimiter, names } = recognizeDelimiter(head.subarray(line.start, line.end), isKnown, forced);
  const ending = head.subarray(line.end, line.next);
  return {
    delimiter,
    names,
    width: names.length,
    lineEnd: ending.length === 2 ? 'CRLF' : ending.length === 0 ? 'none' : ending[0] === 0x0a ? 'LF' : 'CR',
    dataOffset: line.next,
    dataLine: line.line,
    findings: delimiter === ',' ? [] : [finding('delimiter-not-comma', {}, { delimiter: DELIMITER_NAMES[delimiter] })],
  };
}

/** The first record after `before` that is not empty. */
function firstRecord(head: Uint8Array, before: Line): Line {
  const framer = new Framer(0, 0);
  let { next, line } = before;
  while (next < head.length) {
    const start = next;
    framer.read(head, start, head.length);
    next = framer.next;
    line += framer.lineBreaks;
    const record = { start, end: framer.end, next, line };
    if (decode(head, record).trim() !== '') return record;
  }
  throw new FileRefused('file-empty');
}

function decode(head: Uint8Array, line: Line): string {
  return new TextDecoder().decode(head.subarray(line.start, line.end));
}

function assignColumns(names: string[], options: HeaderOptions): Pick<Header, 'columns' | 'findings'> {
  const columns: Partial<Record<Column, number>> = {};
  const findings: Finding[] = [];
  const mapping = options.columnMapping ?? {};
  const byHand = new Set<number>();
  for (const column of COLUMNS) {
    const wanted = mapping[column];
    if (!wanted) continue;
    const index = findHeader(names, wanted);
    if (index < 0) throw new FileRefused('column-mapping', { column, header: wanted, headers: listHeaders(names) });
    columns[column] = index;
    byHand.add(index);
  }
  const ignored: Finding[] = [];
  for (const [index, name] of names.entries()) {
    if (byHand.has(index)) continue;
    const column = columnOf(name);
    if (column === null || mapping[column] !== undefined) {
      if (name !== '') ignored.push(finding('column-ignored', {}, { header: name.slice(0, 60) }));
      continue;
    }
    const other = columns[column];
    if (other !== undefined) {
      throw new FileRefused('column-twice', { column, twice: [names[other]!, name], headers: listHeaders(names) });
    }
    columns[column] = index;
    if (name.replace(/^\ufeff/, '') !== column) findings.push(finding('column-renamed', { column }, { header: name }));
  }
  checkRequired(names, columns, options.contactTypes ?? null);
  return { columns, findings: [...findings, ...ignored, ...absentColumns(columns)] };
}

/** A header as written first, else one that is equal but for case, blanks and the like. */
function findHeader(names: string[], wanted: string): number {
  const exact = names.indexOf(wanted.trim());
  return exact >= 0 ? exact : names.findIndex((name) => headerKey(name) === headerKey(wanted));
}

function absentColumns(columns: Header['columns']): Finding[] {
  const absent = COLUMNS.filter((column) => columns[column] === undefined);
  const findings: Finding[] = [];
  if (absent.length > 0) findings.push(finding('columns-absent', {}, { columns: absent.join(', ') }));
  if (absent.includes('guardianSisId')) findings.push(finding('guardian-id-absent', { column: 'guardianSisId' }));
  if (absent.includes('email') && absent.includes('mobilePhone')) findings.push(finding('contact-columns-absent', {}));
  return findings;
}
