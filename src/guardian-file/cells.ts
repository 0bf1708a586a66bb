import { hasEntity, isExponent, letterDamage, repair } from './damage.js';
import { cleaned, isPlain } from './text.js';

/**
 * Cells as tools leave them, cleaned and repaired: for guardian and roster files by the same code. In each, '' is an
 * empty cell, and null a value that is lost. `note` is told what was repaired, lost, or only looks wrong.
 * docs/guardian-rules.md 1.
 */
export type CellDamage =
  | 'smart-quotes'
  | 'formula-text'
  | 'text-mark'
  | 'decimal-number'
  | 'spreadsheet-error'
  | 'formula-cell'
  | 'id-exponent'
  | 'html-entities'
  | 'misread-letters'
  | 'replaced-letters';

export type NoteDamage = (damage: CellDamage) => void;

/** An ID. One that a spreadsheet took for a number (1.23E+08) is noted and given as it is: what is left of it. */
export function cleanIdCell(cell: string, note: NoteDamage): string | null {
  const text = cleanNumberCell(cell, note);
  if (text !== null && isExponent(text)) note('id-exponent');
  return text;
}

/** A number or an email: no words. */
export function cleanNumberCell(cell: string, note: NoteDamage): string | null {
  if (cell === '') return cell;
  const text = readable(cell, note);
  if (text === null) return null;
  return withoutDecimals(withoutTextMark(narrow(text), note), note);
}

/** A name or another text in words. */
export function cleanNameCell(cell: string, note: NoteDamage): string | null {
  if (cell === '') return cell;
  const text = readable(cell, note);
  if (text === null) return null;
  // 't Hooft begins with one: of a name only a pair of them is taken off.
  return text.charCodeAt(0) === APOSTROPHE && text.charCodeAt(text.length - 1) === APOSTROPHE
    ? withoutTextMark(text, note)
    : text;
}

const APOSTROPHE = 0x27;
const DECIMALS = /^(\d+)\.0+$/;
const FULL_WIDTH = /[\uff01-\uff5e]/;
const ALL_FULL_WIDTH = new RegExp(FULL_WIDTH, 'g');

export const cellRules = { DECIMALS, FULL_WIDTH };

/** Cleaned and repaired, with a look at its letters. */
function readable(cell: string, note: NoteDamage): string | null {
  const plain = isPlain(cell);
  const text = plain ? cell : cleaned(cell);
  const mended = repair(text);
  if (mended !== null) {
    note(mended.code);
    if (mended.text === null) return null;
  }
  const left = mended === null ? text : mended.text;
  if (left.includes('&') && hasEntity(left)) note('html-entities');
  const damage = plain ? null : letterDamage(cell);
  if (damage !== null) note(damage);
  return left;
}

/** `'00123`, by which a spreadsheet marks a text, and `'00123'`. */
function withoutTextMark(text: string, note: NoteDamage): string {
  if (text.charCodeAt(0) !== APOSTROPHE) return text;
  note('text-mark');
  const isPair = text.length > 1 && text.charCodeAt(text.length - 1) === APOSTROPHE;
  return text.slice(1, isPair ? -1 : undefined).trim();
}

/** `1001.0`: an ID that a program took for a number with decimals. */
function withoutDecimals(text: string, note: NoteDamage): string {
  if (text.charCodeAt(text.length - 1) !== 0x30 || !text.includes('.')) return text;
  const whole = DECIMALS.exec(text)?.[1];
  if (whole === undefined) return text;
  note('decimal-number');
  return whole;
}

/** Letters and digits as wide as Chinese ones, from keyboards that write both. */
function narrow(text: string): string {
  if (!FULL_WIDTH.test(text)) return text;
  return text.replace(ALL_FULL_WIDTH, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)).trim();
}
