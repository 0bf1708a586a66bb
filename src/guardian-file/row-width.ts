import type { Column } from './columns.js';
import { FileNotes } from './file-notes.js';
import { type Finding, finding } from './findings.js';
import type { Header } from './header.js';
import { isBlankRow } from './text.js';

/** Why a row with another number of cells than the header is in error. */
export const WIDTH_CAUSES = {
  surplus: 'Put a cell that contains the separator in quotation marks.',
  missing: 'Cells are missing that cannot be left out at the end.',
  shifted: 'Not every cell fits its column: a cell is missing or too many in the middle.',
};

/** An email, or most of a phone number, in a column of something else. */
const CONTACT = /@|\d{3}\D{0,2}\d{4}/;

/** Columns that no row may end before: a name that is missing can't be told from one that is shifted. */
export const NEEDED: readonly Column[] = ['studentSisId', 'firstName', 'lastName'];

export const widthRules = { CONTACT, NEEDED };

interface OtherWidth {
  cells: readonly string[];
  line: number;
  header: Pick<Header, 'columns' | 'width'>;
  /** Columns that no row may end before. */
  needed: readonly Column[];
}

/**
 * Reads a line with more or fewer cells than the header, if only empty ones make the difference and each that is there
 * fits its column. What reading found is kept only then.
 */
export function readOtherWidth<Found>(
  reader: { findings: Finding[]; notes: FileNotes },
  { cells, line, header, needed }: OtherWidth,
  read: (cells: readonly string[]) => Found,
  fits: (found: Found, findings: readonly Finding[]) => boolean,
): Found | 'error' {
  const { findings, notes } = reader;
  let cause = widthFault(cells, header, needed);
  if (cause === null) {
    reader.findings = [];
    reader.notes = new FileNotes();
    const found = read(Array.from({ length: header.width }, (_, index) => cells[index] ?? ''));
    const [own, ownNotes] = [reader.findings, reader.notes];
    reader.findings = findings;
    reader.notes = notes;
    if (fits(found, own)) {
      findings.push(...own);
      notes.addAll(ownNotes.list());
      notes.add('row-width', null, line);
      return found;
    }
    cause = WIDTH_CAUSES.shifted;
  }
  const params = { found: cells.length, expected: header.width, cause };
  findings.push(finding('row-field-count', { line, column: null }, params));
  return 'error';
}

/**
 * Whether a row with another number of cells than the header may be read: only empty cells are too many at its end, or
 * missing there.
 *
 * @param needed columns that no row may end before
 * @returns null if it may, else the cause
 */
function widthFault(
  cells: readonly string[],
  { columns, width }: Pick<Header, 'columns' | 'width'>,
  needed: readonly Column[],
): string | null {
  if (cells.length > width) return isBlankRow(cells.slice(width)) ? null : WIDTH_CAUSES.surplus;
  return needed.some((column) => (columns[column] ?? 0) >= cells.length) ? WIDTH_CAUSES.missing : null;
}

/** Whether a text is no contact: in names and words, one is a sign of shifted cells. */
export function isNoContactDetail(text: string | null): boolean {
  return !text || !CONTACT.test(text);
}
