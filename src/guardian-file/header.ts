import type { Column } from './columns.js';
import type { Delimiter } from './csv.js';
import { DELIMITER_NAMES, namedDelimiter, recognizeDelimiter } from './delimiter.js';
import { type Finding, finding } from './findings.js';
import { Framer, MAX_RECORD_BYTES } from './framer.js';
import { headerFindings } from './header-findings.js';
import { meaningOf } from './header-meaning.js';
import { assertReadable, checkRequired } from './header-refusals.js';
import { type JudgeOptions, judgeHeaders } from './judge-headers.js';
import type { GuardianColumns, PersonColumns, Reading } from './person-columns.js';
import { FileRefused } from './refusals.js';

/** What the header line says about the file. Offsets and lines count from the start of the UTF-8 bytes. */
export interface Header {
  delimiter: Delimiter;
  /** The headers as they are in the file. */
  names: string[];
  width: number;
  /** Index of each known column; a column that is not in the file is not in here. Of several guardians, the first one's. */
  columns: Partial<Record<Column, number>>;
  /** The guardians of each line, where there are several, or where more than columns says where their values are. */
  people?: GuardianColumns[];
  /** What became of each header; absent for a file that is not the guardian file. */
  readings?: Reading[];
  lineEnd: 'LF' | 'CRLF' | 'CR' | 'none';
  /** Where the first row starts: byte offset and line. */
  dataOffset: number;
  dataLine: number;
  findings: Finding[];
}

export interface HeaderOptions extends JudgeOptions {
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
 * @throws FileRefused `file-empty`, or one whose code starts with `header-`, `column-` or `names-`
 */
export function readHeader(head: Uint8Array, options: HeaderOptions = {}): Header {
  const line = readHeaderLine(head);
  const { findings, ...assigned } = assignColumns(line.names, options);
  return { ...line, ...assigned, findings: [...line.findings, ...findings] };
}

/**
 * The header line without what its columns mean.
 *
 * @param head as for `readHeader`
 * @throws FileRefused `file-empty`, `header-bad-quote`, `header-line-quoted`
 */
export function readHeaderLine(head: Uint8Array): Omit<Header, 'columns' | 'people' | 'readings'> {
  const marked = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  let line = firstRecord(head, { start: 0, end: 0, next: marked ? 3 : 0, line: 1 });
  const forced = namedDelimiter(decode(head, line));
  if (forced) line = firstRecord(head, line);
  const { delimiter, names } = recognizeDelimiter(head.subarray(line.start, line.end), isKnown, forced);
  assertReadable(
    names,
    (quoted) => recognizeDelimiter(new TextEncoder().encode(quoted), isKnown).names.filter(isKnown).length,
  );
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

function isKnown(name: string): boolean {
  const { field, whose } = meaningOf(name);
  return field !== null || whose === 'student';
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

/** @throws FileRefused as readHeader does, but for the line itself */
function assignColumns(
  names: string[],
  options: HeaderOptions,
): Omit<Header, keyof ReturnType<typeof readHeaderLine>> & {
  findings: Finding[];
} {
  const judged = judgeHeaders(names, options);
  const { studentSisId, readings } = judged;
  const people = judged.people.map((person) => ({
    ...person,
    columns: { ...(studentSisId === undefined ? {} : { studentSisId }), ...person.columns },
  }));
  checkRequired(names, people, options.contactTypes ?? null);
  const simple =
    people.length === 1 && !people[0]!.phones && !people[0]!.relationship && people[0]!.wholeName === undefined;
  const findings = headerFindings(judged, people);
  return { columns: people[0]!.columns, ...(simple ? {} : { people: withGroups(people) }), readings, findings };
}

function withGroups(people: readonly (PersonColumns & { name: string })[]): GuardianColumns[] {
  return people.map(({ name, ...person }, index) => ({
    ...person,
    ...(people.length > 1 ? { group: { name, index, of: people.length } } : {}),
  }));
}
