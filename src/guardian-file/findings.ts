/** An error drops the row, a warning drops a value (or says what the row cannot do), a notice drops nothing. */
export type Severity = 'error' | 'warning' | 'notice';

interface FindingKind {
  severity: Severity;
  /** A sentence for the admin; `{names}` in braces are filled in and never hold a cell's value. */
  sentence: string;
}

/** Every finding of the check: docs: the guardian file, section 1. */
export const FINDINGS = {
  'row-field-count': {
    severity: 'error',
    sentence:
      'The row has {found} cells where the header has {expected}. A cell that holds the separator must stand in quotation marks.',
  },
  'row-bad-quote': {
    severity: 'error',
    sentence:
      'A quotation mark in this row is not closed, or stands inside a cell without being doubled. The rows after it were read.',
  },
  'row-formula-cell': {
    severity: 'error',
    sentence:
      'A cell of this row is written as a spreadsheet formula (="…") without being quoted, which no CSV reader understands. Export the file from the SIS without opening it in a spreadsheet.',
  },
  'row-too-long': {
    severity: 'error',
    sentence: 'The row is longer than 64 KiB, which no guardian row is. A line break is probably missing.',
  },
  'row-invalid-bytes': {
    severity: 'error',
    sentence:
      'The row has characters that are not {encoding}, the encoding of this file. Export the file again as UTF-8.',
  },
  'student-id-missing': { severity: 'error', sentence: 'The row has no student id, so it belongs to nobody.' },
  'student-id-unusable': {
    severity: 'error',
    sentence: 'The student id is {problem}. Export the file from the SIS without opening it in a spreadsheet.',
  },
  'name-missing': { severity: 'error', sentence: 'The row has neither a first nor a last name of the guardian.' },
  'id-exponent': {
    severity: 'warning',
    sentence:
      'The id in {column} was turned into a number like 1.23E+08 by a spreadsheet, so it cannot be known. Export the file from the SIS without opening it in a spreadsheet.',
  },
  'spreadsheet-error': {
    severity: 'warning',
    sentence: 'The cell in {column} holds a spreadsheet error such as #REF!; the stored value stays as it is.',
  },
  'formula-cell': {
    severity: 'warning',
    sentence: 'The cell in {column} holds a spreadsheet formula; the stored value stays as it is.',
  },
  'value-too-long': {
    severity: 'warning',
    sentence: 'The value in {column} is longer than {limit} characters; the stored value stays as it is.',
  },
  'email-invalid': {
    severity: 'warning',
    sentence: 'The email address is not one that mail can be sent to; the stored one stays as it is.',
  },
  'phone-invalid': {
    severity: 'warning',
    sentence: 'The number in {column} has no length that a phone number of {country} can have; the stored one stays.',
  },
  'language-unknown': {
    severity: 'warning',
    sentence:
      'The language is neither a language code such as es nor an English language name; the stored one stays as it is.',
  },
  'cannot-be-invited': {
    severity: 'warning',
    sentence:
      'The row has neither a usable email address nor a usable mobile phone, so the guardian cannot be invited.',
  },
  'smart-quotes': {
    severity: 'notice',
    sentence: 'The cell in {column} stood in typographic quotation marks of a word processor; they were taken off.',
  },
  'formula-text': {
    severity: 'notice',
    sentence: 'The cell in {column} was written as a spreadsheet text formula (="…"); the text inside was taken.',
  },
  'file-name-case': {
    severity: 'notice',
    sentence: 'The file is named {found}; it was taken for {expected}. The usual spelling is safer.',
  },
  'delimiter-not-comma': {
    severity: 'notice',
    sentence: 'The columns are separated by {delimiter}, not by commas; that was recognised.',
  },
  'column-renamed': { severity: 'notice', sentence: 'The column "{header}" was read as {column}.' },
  'column-ignored': { severity: 'notice', sentence: 'The column "{header}" is not one that the sync knows; ignored.' },
  'columns-absent': {
    severity: 'notice',
    sentence: 'The file has no column for {columns}. What is stored there stays as it is.',
  },
  'guardian-id-absent': {
    severity: 'notice',
    sentence:
      'The file has no guardianSisId. The sync works without it, but a guardian whose email or phone changes can get a new account.',
  },
  'contact-columns-absent': {
    severity: 'warning',
    sentence: 'The file has neither an email nor a mobilePhone column, so new guardians cannot be invited.',
  },
  'column-unusable': {
    severity: 'notice',
    sentence: 'Column {number} has {problem}, so its values have no name; ignored.',
  },
  'encoding-converted': { severity: 'notice', sentence: 'The file was converted to UTF-8. Its encoding: {evidence}.' },
} as const satisfies Record<string, FindingKind>;

export type FindingCode = keyof typeof FINDINGS;

export interface Finding {
  severity: Severity;
  code: FindingCode;
  /** Line of the file, the first is 1; null where the whole file is meant. */
  line: number | null;
  /** Our name of the column; of an attribute its header. */
  column: string | null;
  /** A plain sentence for the admin, without any cell's value. */
  message: string;
}

/** Makes a finding from the table. `params` fill the sentence; none of them may come from a data row. */
export function finding(
  code: FindingCode,
  line: number | null,
  column: string | null = null,
  params: Record<string, string | number> = {},
): Finding {
  const kind: FindingKind = FINDINGS[code];
  return {
    severity: kind.severity,
    code,
    line,
    column,
    message: fill(kind.sentence, { column: column ?? '', ...params }),
  };
}

/** Puts params into the `{names}` of a sentence. */
export function fill(sentence: string, params: Record<string, string | number>): string {
  return sentence.includes('{') ? sentence.replace(/\{(\w+)\}/g, (all, name) => String(params[name] ?? all)) : sentence;
}
