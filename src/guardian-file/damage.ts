/** What spreadsheets and word processors do to cells. docs/guardian-rules.md 1. */

/** An id such as 123456789 after a spreadsheet took it for a number: 1.23E+08. */
const EXPONENT = /^\d(?:[.,]\d+)?E\+?\d{1,3}$/i;

const SPREADSHEET_ERROR = /^#(?:REF!|N\/A|VALUE!|NAME\?|DIV\/0!|NULL!|NUM!|SPILL!|CALC!|ERROR!|#+$)/i;

/** `="00123"`, the trick that keeps leading zeros. */
const TEXT_FORMULA = /^="([^"]*)"$/;

const SMART_QUOTED = /^[\u201c\u201d\u201e\u201f\u00ab](.*)[\u201c\u201d\u201f\u00bb]$/u;

export const damageRules = { EXPONENT, SPREADSHEET_ERROR, TEXT_FORMULA, SMART_QUOTED };

export function isExponent(text: string): boolean {
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
    return inner === undefined ? { text: null, code: 'formula-cell' } : { text: inner, code: 'formula-text' };
  }
  if (first >= 0xab) {
    const inner = SMART_QUOTED.exec(text)?.[1];
    if (inner !== undefined) return { text: inner.trim(), code: 'smart-quotes' };
  }
  return null;
}
