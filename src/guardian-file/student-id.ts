import { isExponent, type Repair, repair } from './damage.js';
import type { FindingCode, FindingParams } from './findings.js';

/** Longest ids, names and other texts, in characters; what is longer is no such thing, and would not fit an index. */
export const MAX_TEXT = 120;

export type NoteId = <Code extends FindingCode>(code: Code, ...params: FindingParams<Code>) => void;

/**
 * The student's id of a row.
 *
 * @param cell cleaned; '' where there is none
 * @param note is told what is wrong with it
 * @returns null where the row belongs to nobody
 */
export function readStudentId(cell: string, note: NoteId): string | null {
  const mended = cell === '' ? null : repair(cell);
  const text = mended === null ? cell : mended.text;
  if (text === null || text.length > MAX_TEXT) {
    note('student-id-unusable', { problem: problemOf(mended) });
    return null;
  }
  if (text === '') {
    note('student-id-missing');
    return null;
  }
  if (mended !== null) note(mended.code);
  // Kept: the row will be skipped as of an unknown student, and protects every student whose id it could mean.
  if (isExponent(text)) note('id-exponent');
  return text;
}

function problemOf(mended: Repair | null): string {
  if (mended?.text === null) {
    return mended.code === 'formula-cell' ? 'a spreadsheet formula' : 'a spreadsheet error such as #REF!';
  }
  return `longer than ${MAX_TEXT} characters`;
}
