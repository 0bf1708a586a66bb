import { fill, type Severity } from '../guardian-file/findings.js';
import type { RunFinding } from '../runs/findings.js';

/** What the report says about a roster. An error drops the row, a warning drops a value or a reference. */
export const ROSTER_FINDINGS = {
  'roster-row-field-count': [
    'error',
    'The row has {found} cells where the header has {expected}. A cell with a comma must stand in quotation marks.',
  ],
  'roster-row-bad-quote': [
    'error',
    'A quotation mark in this row is not closed, or stands inside a cell without being doubled. The rows after it were read.',
  ],
  'roster-row-encoding': [
    'error',
    'The row has bytes that do not fit the encoding of the file. Export the file again as UTF-8.',
  ],
  'roster-required-missing': ['error', 'The row has no {column}, so it cannot be used. What is stored stays as it is.'],
  'roster-role-unknown': [
    'error',
    'The role in {column} is none that OneRoster knows, so the row cannot be used. What is stored stays as it is.',
  ],
  'roster-role-missing': ['warning', 'The user has no role, and so is nobody of the roster; left out.'],
  'roster-role-type-unknown': [
    'warning',
    'The {column} is neither primary nor secondary; the role was read as a secondary one.',
  ],
  'roster-duplicate-id': [
    'error',
    'The sourcedId stands on line {first} already; that row was taken and this one left out.',
  ],
  'roster-cell-missing': ['warning', 'The row has no {column}, which OneRoster requires; it was read without.'],
  'roster-date-invalid': ['warning', 'The date in {column} is not written as YYYY-MM-DD; it was left out.'],
  'roster-user-ids-invalid': ['warning', 'The ids in userIds are not written as {type:id}; they were left out.'],
  'roster-email-invalid': ['warning', 'The email address is not one that mail can be sent to; it was left out.'],
  'roster-phone-invalid': [
    'warning',
    'The number in {column} has no length that a phone number of {country} can have, so accounts are matched without it.',
  ],
  'roster-language-unknown': [
    'warning',
    'The language is neither a BCP 47 tag nor the English name of one; it was left out, and what is stored stays.',
  ],
  'roster-orphan-reference': ['warning', '{column} refers to a record that is not in {file} or cannot be used.'],
  'roster-orphan-enrollment': ['warning', 'The class or the person of this enrollment is not in the roster; left out.'],
  'roster-column-ignored': ['notice', 'Columns that OneRoster does not know were ignored: {columns}.'],
  'roster-column-renamed': ['notice', 'The column "{header}" was read as {column}.'],
  'roster-encoding-converted': ['notice', 'The file was converted to UTF-8. Its encoding: {evidence}.'],
  'roster-role-extension': [
    'notice',
    'The role in {column} is one that the exporting system made up (ext:…); what it says of the person was left out.',
  ],
  'roster-manifest-missing': [
    'notice',
    'There is no manifest.csv; the set was taken for a full OneRoster {version} export.',
  ],
  'roster-file-absent': [
    'notice',
    'The set has no {file}, or its manifest says so; what is stored of it stays as it is.',
  ],
  'roster-collection-empty': [
    'notice',
    'The roster names no {collection} at all. That is taken for a mistake: none were archived.',
  ],
  'roster-incomplete': [
    'warning',
    'The {collection} may not have been read whole, so none were archived for being absent. {reason}',
  ],
  'roster-changes-waiting': [
    'warning',
    'Changes that no sync had read were read in the order of their dates: now {taken}. Later ones wait for the next syncs, one each: {names}. Start a sync to read on.',
  ],
  'roster-guardians-changes': [
    'notice',
    'The roster gave changes alone. The guardians that it names were added and changed, and those that it says are gone end. A guardian who is no more the guardian of one student only ends there with the next full roster.',
  ],
  'roster-guardian-unknown': [
    'notice',
    '{count} people whom students name as their agents are not in the roster, or are no guardians, parents or relatives by their role; left out.',
  ],
  'roster-archive-withheld': [
    'notice',
    'Rows whose sourcedId cannot be read could be any of the {collection}, so none were archived. Correct those rows.',
  ],
} as const satisfies Record<string, readonly [Severity, string]>;

export type RosterFindingCode = keyof typeof ROSTER_FINDINGS;

/** Where in the source: file, line and column, as far as they apply. */
export interface Place {
  file?: string | null;
  line?: number | null;
  column?: string | null;
}

/** Makes a finding from the table. `params` fill the sentence; none of them may come from a data row. */
export function rosterFinding(
  code: RosterFindingCode,
  place: Place = {},
  params: Record<string, string | number> = {},
): RunFinding {
  const [severity, sentence] = ROSTER_FINDINGS[code];
  return { severity, code, ...place, message: fill(sentence, { column: place.column ?? '', ...params }) };
}
