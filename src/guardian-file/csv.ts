import { parse } from 'csv-parse/browser/esm/sync';

/** Separators between fields that are recognised, the usual one first. */
export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/**
 * Cells of whole records, by csv-parse in its strict mode; records may differ in width. The line break must be named:
 * left to find it, csv-parse takes the first one it sees, also within quotes.
 *
 * @param bytes UTF-8 without byte order mark, an LF between records
 * @throws where the quotes of a record are wrong
 */
export function parseRecords(bytes: Uint8Array, delimiter: Delimiter): string[][] {
  return parse(bytes, { delimiter, record_delimiter: '\n', relax_column_count: true });
}

/** Most cells, and characters of a cell, that are kept of a row in error. */
const KEPT_CELLS = 100;
const KEPT_CHARACTERS = 200;

/** Cells kept of a row in error: whom it could mean (docs: the guardian file, section 2). */
export function keptCells(cells: readonly string[]): string[] {
  return cells.slice(0, KEPT_CELLS).map((cell) => cell.trim().slice(0, KEPT_CHARACTERS));
}

const lenient = new TextDecoder();

const SEPARATORS: Record<Delimiter, RegExp> = { ',': /[,\r\n]/, ';': /[;\r\n]/, '\t': /[\t\r\n]/, '|': /[|\r\n]/ };

/** Best-effort cells of a record whose quotes may be wrong: cut at every delimiter and line break, quotes taken off. */
export function splitBadRecord(bytes: Uint8Array, delimiter: Delimiter): string[] {
  const cells = lenient.decode(bytes).split(SEPARATORS[delimiter], KEPT_CELLS);
  return keptCells(cells.map((cell) => cell.replace(/^\s*"|"\s*$/g, '')));
}
