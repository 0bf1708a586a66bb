import { cleanIdCell, cleanNameCell, cleanNumberCell, type NoteDamage } from '../../../guardian-file/cells.js';
import { isExponent } from '../../../guardian-file/damage.js';
import { isPlain } from '../../../guardian-file/text.js';
import { KEPT } from '../../kept.js';

/** Reads a cell as tools leave it: KEPT for a value that is lost. */
export type CleanCell = (cell: string, note: NoteDamage) => string;

const emails: ReadonlySet<string> = new Set(['email', 'sms', 'phone']);
const ids: ReadonlySet<string> = new Set(['identifier', 'username']);

/** By what the column holds: IDs, numbers, or words. */
export function cleanerOf(column: string): CleanCell {
  if (ids.has(column) || /sourcedids?$/i.test(column)) return idCell;
  return emails.has(column) ? numberCell : wordsCell;
}

const HASH = 0x23;
const APOSTROPHE = 0x27;
const EQUALS = 0x3d;
const ZERO = 0x30;

/** Nearly every cell: nothing that a tool leaves is in it. */
function isGood(cell: string): boolean {
  if (!isPlain(cell)) return false;
  const first = cell.charCodeAt(0);
  return first !== HASH && first !== APOSTROPHE && first !== EQUALS && !cell.includes('&');
}

/** 1.23E+08, 1E5 and 1001.0 have one of these in the second place, or end so. */
function isDigits(cell: string): boolean {
  const second = cell.charCodeAt(1) | 0x20;
  if (second === 0x2e || second === 0x2c || second === 0x65) return false;
  return cell.charCodeAt(cell.length - 1) !== ZERO || !cell.includes('.');
}

const wordsCell: CleanCell = (cell, note) => (isGood(cell) ? cell : (cleanNameCell(cell, note) ?? KEPT));

const numberCell: CleanCell = (cell, note) =>
  isGood(cell) && isDigits(cell) ? cell : (cleanNumberCell(cell, note) ?? KEPT);

const idCell: CleanCell = (cell, note) => {
  if (isGood(cell) && isDigits(cell)) return cell;
  const text = cleanIdCell(cell, note);
  return text === null || isExponent(text) ? KEPT : text;
};
