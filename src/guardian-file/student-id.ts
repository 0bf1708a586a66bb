import { type CellDamage, cleanIdCell, type NoteDamage } from './cells.js';
import type { FindingCode, FindingParams } from './findings.js';
import { isNoId } from './nothing.js';

/** Longest ids, names and other texts, in characters; what is longer is no such thing, and would not fit an index. */
export const MAX_TEXT = 120;

export type NoteId = <Code extends FindingCode>(code: Code, ...params: FindingParams<Code>) => void;

/** Reads the student's ID of one row after the other. */
export class StudentIdReader {
  readonly #note: NoteId;
  /** Made once: a function made for each row costs a tenth of the parse. */
  readonly #noteDamage: NoteDamage;
  #lost: CellDamage | null = null;

  /**
   * @param note is told why a row belongs to nobody
   * @param noteDamage is told what else is wrong with the cell. 1.23E+08 is kept: the row will be skipped as of an unknown
   *   student, and protects every student whose ID it could mean
   */
  constructor(note: NoteId, noteDamage: NoteDamage) {
    this.#note = note;
    this.#noteDamage = (damage) => {
      if (damage === 'spreadsheet-error' || damage === 'formula-cell') this.#lost = damage;
      else noteDamage(damage);
    };
  }

  /** @returns null where the row belongs to nobody */
  read(cell: string): string | null {
    const text = cleanIdCell(cell, this.#noteDamage);
    if (text === null || text.length > MAX_TEXT) {
      this.#note('student-id-unusable', { problem: text === null ? problemOf(this.#lost) : TOO_LONG });
      return null;
    }
    if (text === '' || isNoId(text)) {
      this.#note('student-id-missing');
      return null;
    }
    return text;
  }
}

const TOO_LONG = `longer than ${MAX_TEXT} characters`;

function problemOf(lost: CellDamage | null): string {
  return lost === 'formula-cell' ? 'a spreadsheet formula' : 'a spreadsheet error such as #REF!';
}
