import { type FindingKind, fill } from './finding-kinds.js';

const refusal = <Sentence extends string>(sentence: Sentence) =>
  ({ severity: 'error', about: 'file', sentence }) as const satisfies FindingKind;

/** Why a whole file is not applied; each sentence says what to do. docs/guardian-rules.md 1. */
export const REFUSALS = {
  'file-being-written': refusal(
    'The file {name} is still being written. It is read once it has its final name, {expected}.',
  ),
  'file-truncated': refusal(
    'The file ends in the middle of its last row (line {line}), so it was still being written. It is read again once it is complete. If you uploaded it, upload it again.',
  ),
  'line-end-missing': refusal(
    'The file has no line end after its last row, and the last file that was applied (run {run}) had one. So it is still being written, or was cut off. It is read again once it is complete. If it is complete and its export no longer writes that line end, turn off the setting guardians.expectLineEnd.',
  ),
  'file-too-large': refusal(
    'The file has {size} bytes, more than the limit of {limit}. Send fewer rows, or raise the limit.',
  ),
  'file-empty': refusal('The file is empty. Check the export in the SIS.'),
  'header-only': refusal('The file has a header line and no rows. Check the export in the SIS.'),
  'header-missing': refusal(
    'The first line of the file is not a header line: none of its cells is the name of a column. Export the file with its headers.',
  ),
  'header-unknown': refusal(
    'The sync knows none of the headers. They are: {headers}. Rename them, or map the columns in the settings.',
  ),
  'header-bad-quote': refusal(
    'The header line has a quotation mark that is not closed, or one inside a cell that is not doubled. Correct the header line, or export the file again.',
  ),
  'header-line-quoted': refusal(
    'The whole header line is in quotation marks, so it is one single cell. Export the file with quotation marks around single cells, or with none.',
  ),
  'names-unclear': refusal(
    'The columns {names} may be the names of the students: the file also has {signs}. If they are the guardian\'s names, map firstName and lastName in the settings. Otherwise send the guardian\'s names too, in columns such as "Guardian First Name". The headers are: {headers}.',
  ),
  'no-rows-left': refusal(
    'No row is left to apply: {error} of {read} rows are in error, and {leftOut} have other contact types.',
  ),
  'not-text': refusal('The file is not a text file{kind}. Export it as CSV (UTF-8).'),
  'column-missing': refusal(
    'The file has no column for {missing}. Its headers are: {headers}.{guesses} Rename a column, or map it in the settings.',
  ),
  'column-twice': refusal(
    'Several columns ({twice}) could be {column}. The headers are: {headers}. Rename or remove one, or map the right one in the settings.',
  ),
  'column-mapping': refusal(
    'The column mapping in the settings names "{header}" for {column}, but the file has no such header. Its headers are: {headers}.',
  ),
  'attributes-missing': refusal(
    'The file has no column other than the student ID, so there is nothing to store. Check the export in the SIS.',
  ),
  'too-many-errors': refusal(
    '{error} of {read} rows ({percent}%) are in error, more than 20%. Nothing was applied. Correct the rows listed, and send the file again.',
  ),
} as const satisfies Record<string, FindingKind>;

export type RefusalCode = keyof typeof REFUSALS;

export type RefusalDetails = Readonly<Record<string, string | number | readonly string[]>>;

/** The file as a whole cannot be used. `message` is a sentence for the admin; `details` hold what fills it. */
export class FileRefused extends Error {
  readonly code: RefusalCode;
  readonly details: RefusalDetails;

  constructor(code: RefusalCode, details: RefusalDetails = {}) {
    const params = Object.fromEntries(
      Object.entries(details).map(([name, value]) => [name, typeof value === 'object' ? value.join(', ') : value]),
    );
    super(fill(REFUSALS[code].sentence, params));
    this.name = 'FileRefused';
    this.code = code;
    this.details = details;
  }
}
