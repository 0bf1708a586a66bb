import { fill } from './findings.js';

/** Why a whole file is not applied; each sentence says what to do. Docs: the guardian file, section 1. */
export const REFUSALS = {
  'file-not-found': 'There is no {wanted} in the folder, which is empty. Put the file there, or correct the folder.',
  'file-name': 'There is no {wanted} in the folder. It holds: {names}. Rename the file to {wanted}.',
  'file-name-twice': 'The folder holds {names}, which differ only in letter case. Leave one of them there.',
  'file-being-written':
    'The file is still being written: the folder holds {names}. It is read once it has its final name {wanted}.',
  'file-truncated':
    'The file breaks off in the middle of its last row (line {line}), so it was still being written. It is read again once it is complete; an upload has to be sent again.',
  'file-too-large': 'The file has {size} bytes, more than the limit of {limit}. Send fewer rows, or raise the limit.',
  'file-empty': 'The file is empty. Check the export in the SIS.',
  'header-only': 'The file has a header line and no rows. Check the export in the SIS.',
  'header-missing':
    'The first line of the file is not a header line: none of its cells names a column. Export the file with its headers.',
  'no-rows-left':
    'No row is left to apply: {error} of {read} rows are in error and {leftOut} are of other contact types.',
  'not-text': 'The file is not a text file{kind}. Export it as CSV (UTF-8).',
  'column-missing':
    'The file has no column for {missing}. Its headers are: {headers}.{guesses} Rename a column, or map it in the settings.',
  'column-twice':
    'Several columns ({twice}) could be {column}. Its headers are: {headers}. Rename or remove one, or map the right one in the settings.',
  'column-mapping':
    'The column mapping in the settings names "{header}" for {column}, which is not in the file. Its headers are: {headers}.',
  'attributes-missing':
    'The file has no column beside the student id, so there is nothing to store. Check the export in the SIS.',
  'too-many-errors':
    '{error} of {read} rows ({percent} %) are in error, more than 20 %. Nothing was applied; correct the rows listed and send the file again.',
} as const satisfies Record<string, string>;

export type RefusalCode = keyof typeof REFUSALS;

export type RefusalDetails = Readonly<Record<string, string | number | readonly string[]>>;

/** The file as a whole cannot be used. `message` is a sentence for the admin; `details` hold what it was made of. */
export class FileRefused extends Error {
  readonly code: RefusalCode;
  readonly details: RefusalDetails;

  constructor(code: RefusalCode, details: RefusalDetails = {}) {
    const params = Object.fromEntries(
      Object.entries(details).map(([name, value]) => [name, typeof value === 'object' ? value.join(', ') : value]),
    );
    super(fill(REFUSALS[code], params));
    this.name = 'FileRefused';
    this.code = code;
    this.details = details;
  }
}
