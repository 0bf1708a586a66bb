/** What spreadsheets and word processors do to cells. docs/guardian-rules.md 1. */

/** An id such as 123456789 after a spreadsheet took it for a number: 1.23E+08. */
const EXPONENT = /^\d(?:[.,]\d+)?E\+?\d{1,3}$/i;

const SPREADSHEET_ERROR = /^#(?:REF!|N\/A|VALUE!|NAME\?|DIV\/0!|NULL!|NUM!|SPILL!|CALC!|ERROR!|#+$)/i;

/** `="00123"`, the trick that keeps leading zeros. */
const TEXT_FORMULA = /^="([^"]*)"$/;

const SMART_QUOTED = /^[\u201c\u201d\u201e\u201f\u00ab](.*)[\u201c\u201d\u201f\u00bb]$/u;

/** `&ntilde;`, `&#39;`, `&#x27;`: how web pages write characters. */
const ENTITY = /&(?:#\d{1,6}|#x[\da-f]{1,6}|[a-z]{2,8}\d{0,2});/i;

/** UTF-8 read as Windows-1252 and stored like that: `Ã±` for `ñ`, `â€™` for `’`. */
const MISREAD =
  /[\u00c2-\u00c5][\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u201c\u2022\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]|[\u00c6-\u00df][\u00a1-\u00a9\u00ab-\u00b9\u00bb-\u00bf]|\u00e2\u20ac/;

/** What decoders put in the place of a letter that they can't read. */
const REPLACED = '\ufffd';

export const damageRules = { EXPONENT, SPREADSHEET_ERROR, TEXT_FORMULA, SMART_QUOTED, ENTITY, MISREAD, REPLACED };

export function isExponent(text: string): boolean {
  const second = text.charCodeAt(1);
  // `.`, `,`, `E` or `e`: most IDs need no more than a look at it.
  if (second !== 0x2e && second !== 0x2c && second !== 0x45 && second !== 0x65) return false;
  return EXPONENT.test(text);
}

/** Whether a cell of a row whose quotes are wrong is why: `="00123"` written into the file as it is. */
export function isUnquotedFormula(cell: string): boolean {
  return cell.startsWith('="');
}

/** `text`: what remains; `null` where the value is lost. */
export type Repair =
  | { text: string; code: 'smart-quotes' | 'formula-text' }
  | { text: null; code: 'spreadsheet-error' | 'formula-cell' };

/** @param text a cleaned cell. @returns null where nothing is wrong with it */
export function repair(text: string): Repair | null {
  const first = text.charCodeAt(0);
  if (first === 0x23 && SPREADSHEET_ERROR.test(text)) return { text: null, code: 'spreadsheet-error' };
  if (first === 0x3d) {
    const inner = TEXT_FORMULA.exec(text)?.[1];
    return inner === undefined ? { text: null, code: 'formula-cell' } : { text: inner.trim(), code: 'formula-text' };
  }
  if (first >= 0xab) {
    const inner = SMART_QUOTED.exec(text)?.[1];
    if (inner !== undefined) return { text: inner.trim(), code: 'smart-quotes' };
  }
  return null;
}

/** Whether a text has characters as web pages write them. */
export function hasEntity(text: string): boolean {
  return ENTITY.test(text);
}

/**
 * What a wrong decoding made of the letters of a text, null where nothing is wrong with them.
 *
 * @param text as it is in the file: the second half of a misread letter may be an invisible character
 */
export function letterDamage(text: string): 'misread-letters' | 'replaced-letters' | null {
  if (text.includes(REPLACED)) return 'replaced-letters';
  return MISREAD.test(text) ? 'misread-letters' : null;
}
