import { parse } from 'csv-parse/browser/esm/sync';
import { splitRecords } from './split-records.js';
import { ownText } from './text.js';

/** Separators between fields that are recognized, the usual one first. */
export const DELIMITERS = [',', ';', '\t', '|', '^'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/**
 * Cells of whole records, by csv-parse; records may differ in width. White space around a cell's quotes is passed over. The
 * line break must be named: left to find it, csv-parse takes the first one it sees, also within quotes.
 *
 * @param bytes UTF-8 without byte order mark, an LF between records
 * @throws where the quotes of a record are wrong
 */
export function parseRecords(bytes: Uint8Array, delimiter: Delimiter): string[][] {
  return parse(bytes, { delimiter, record_delimiter: '\n', relax_column_count: true, trim: true });
}

const LF = 0x0a;

interface Span {
  start: number;
  end: number;
}

const wellFormed = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * The cells of each record in `bytes`, which are well-formed UTF-8; null for one that csv-parse refuses. All at once, and
 * record by record only where that fails.
 */
export function parseEach(bytes: Uint8Array, records: readonly Span[], delimiter: Delimiter): (string[] | null)[] {
  if (records.length === 0) return [];
  const split = splitRecords(wellFormed.decode(join(bytes, records)), delimiter);
  if (split?.length === records.length) return split;
  return records.map((record) => {
    try {
      const parsed = parseRecords(join(bytes, [record]), delimiter);
      return parsed.length === 1 ? parsed[0]! : null;
    } catch {
      return null;
    }
  });
}

/** The bytes of the records, each with an LF, without what was between them. */
function join(bytes: Uint8Array, records: readonly Span[]): Uint8Array {
  const joined = new Uint8Array(records.reduce((sum, { start, end }) => sum + end - start + 1, 0));
  let to = 0;
  for (const { start, end } of records) {
    joined.set(bytes.subarray(start, end), to);
    to += end - start;
    joined[to++] = LF;
  }
  return joined;
}

/** Most cells, and characters of a cell, that are kept of a row in error. */
const KEPT_CELLS = 100;
const KEPT_CHARACTERS = 200;

/** Cells kept of a row in error: whom it could mean (docs/guardian-rules.md 2). */
export function keptCells(cells: readonly string[]): string[] {
  return cells.slice(0, KEPT_CELLS).map((cell) => ownText(cell.trim().slice(0, KEPT_CHARACTERS)));
}

const lenient = new TextDecoder();

const SEPARATORS: Record<Delimiter, RegExp> = {
  ',': /[,\r\n]/,
  ';': /[;\r\n]/,
  '\t': /[\t\r\n]/,
  '|': /[|\r\n]/,
  '^': /[\^\r\n]/,
};

/** Best-effort cells of a record whose quotes may be wrong: cut at every delimiter and line break, quotes taken off. */
export function splitBadRecord(bytes: Uint8Array, delimiter: Delimiter): string[] {
  const cells = lenient.decode(bytes).split(SEPARATORS[delimiter], KEPT_CELLS);
  return keptCells(cells.map((cell) => cell.replace(/^\s*"|"\s*$/g, '')));
}
