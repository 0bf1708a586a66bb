import { type FindingKind, type FindingOf, findingMaker, type ParamsOf } from './finding-kinds.js';

/** What the check finds in rows, cells and columns. */
export const FINDINGS = {
  'row-field-count': {
    severity: 'error',
    about: 'row',
    sentence: 'The row has {found} cells, but the header has {expected}. {cause}',
  },
  'row-bad-quote': {
    severity: 'error',
    about: 'row',
    sentence:
      'A quotation mark in this row is not closed, or it is inside a cell and not doubled. The rows after it were read.',
  },
  'row-formula-cell': {
    severity: 'error',
    about: 'row',
    sentence:
      'A cell of this row is a spreadsheet formula (="…") without quotation marks around it, so the row cannot be read. Export the file from the SIS without opening it in a spreadsheet.',
  },
  'row-too-long': {
    severity: 'error',
    about: 'row',
    sentence: 'The row is longer than 64 KiB, which no guardian row is. A line break is probably missing.',
  },
  'row-invalid-bytes': {
    severity: 'error',
    about: 'row',
    sentence:
      'The row has characters that are not {encoding}, the encoding of this file. Export the file again as UTF-8.',
  },
  'student-id-missing': {
    severity: 'error',
    about: 'row',
    sentence: 'The row has no student ID, so it belongs to no student.',
  },
  'student-id-unusable': {
    severity: 'error',
    about: 'row',
    sentence: 'The student ID is {problem}. Export the file from the SIS without opening it in a spreadsheet.',
  },
  'name-missing': {
    severity: 'error',
    about: 'row',
    sentence: 'The row has no first or last name for the guardian.',
  },
  'id-exponent': {
    severity: 'warning',
    about: 'value',
    perColumn: true,
    sentence:
      'A spreadsheet turned the ID in {column} into a number like 1.23E+08, so the real ID is lost. Export the file from the SIS without opening it in a spreadsheet.',
  },
  'spreadsheet-error': {
    severity: 'warning',
    about: 'value',
    perColumn: true,
    sentence: 'The cell in {column} holds a spreadsheet error such as #REF!. The stored value stays as it is.',
  },
  'formula-cell': {
    severity: 'warning',
    about: 'value',
    perColumn: true,
    sentence: 'The cell in {column} holds a spreadsheet formula. The stored value stays as it is.',
  },
  'value-too-long': {
    severity: 'warning',
    about: 'value',
    sentence: 'The value in {column} is longer than {limit} characters. The stored value stays as it is.',
  },
  'email-invalid': {
    severity: 'warning',
    about: 'value',
    sentence: 'Mail cannot be sent to this email address. The stored one stays as it is.',
  },
  'phone-invalid': {
    severity: 'warning',
    about: 'value',
    sentence:
      'The number in {column} is too short or too long for a phone number of {country}. The stored one stays as it is.',
  },
  'phone-letters': {
    severity: 'warning',
    about: 'value',
    sentence:
      'The cell in {column} has letters in the number, or words that are no label such as Cell. The stored number stays as it is.',
  },
  'phone-exponent': {
    severity: 'warning',
    about: 'value',
    sentence:
      'A spreadsheet turned the number in {column} into one like 2.07E+09, so the real one is lost. The stored one stays as it is.',
  },
  'phone-not-mobile': {
    severity: 'warning',
    about: 'value',
    sentence:
      'The number in mobilePhone is labeled as a home or work number, so nobody signs in with it. It was read as homePhone if the row has no other.',
  },
  'phone-of-another': {
    severity: 'warning',
    about: 'value',
    sentence: "The number in {column} is labeled as the other parent's. The stored one stays as it is.",
  },
  'first-of-several': {
    severity: 'notice',
    about: 'value',
    sentence:
      'The cell in {column} has several values. Only one was read: the first, or the one labeled as a mobile phone.',
  },
  'no-contact': {
    severity: 'warning',
    about: 'row',
    sentence: '{column} says that this person must not be contacted. {outcome}',
  },
  'contact-placeholder': {
    severity: 'warning',
    about: 'value',
    sentence: 'The value in {column} {reason}, so it is no contact of this guardian. It was read as an empty cell.',
  },
  'language-unknown': {
    severity: 'warning',
    about: 'value',
    sentence:
      'The language is not a language code such as es, and not the English name of a language. The stored one stays as it is.',
  },
  'cannot-be-invited': {
    severity: 'warning',
    about: 'row',
    sentence: "The row has no usable email address or mobile phone, so the guardian can't be invited.",
  },
  'smart-quotes': {
    severity: 'notice',
    about: 'value',
    perColumn: true,
    sentence: 'The cell in {column} was in the curly quotation marks of a word processor. They were taken off.',
  },
  'formula-text': {
    severity: 'notice',
    about: 'value',
    perColumn: true,
    sentence: 'The cell in {column} was a spreadsheet text formula (="…"). The text inside was taken.',
  },
  'text-mark': {
    severity: 'notice',
    about: 'value',
    perColumn: true,
    sentence:
      'Cells in {column} in single quotation marks, or with the apostrophe by which spreadsheets mark text: {count}. The marks were taken off.',
  },
  'decimal-number': {
    severity: 'notice',
    about: 'value',
    perColumn: true,
    sentence: 'Cells in {column} that a program made decimal numbers, such as 1001.0: {count}. They were read as 1001.',
  },
  'html-entities': {
    severity: 'warning',
    about: 'value',
    perColumn: true,
    sentence:
      'Cells in {column} with codes of web pages, such as &ntilde; for ñ: {count}. They were read as they are. Correct the export.',
  },
  'misread-letters': {
    severity: 'warning',
    about: 'value',
    perColumn: true,
    sentence:
      'Cells in {column} with letters that a program misread before, such as Ã± for ñ: {count}. They were read as they are. Export the file again as UTF-8.',
  },
  'replaced-letters': {
    severity: 'warning',
    about: 'value',
    perColumn: true,
    sentence:
      'Cells in {column} with \ufffd for a letter that a program could not read: {count}. They were read as they are. Export the file again as UTF-8.',
  },
  'label-removed': {
    severity: 'notice',
    about: 'value',
    sentence:
      'Cells in {column} with a label, a name, or punctuation around the value, such as 206-555-0103 (Cell): {count}. The value alone was read.',
  },
  'words-unknown': {
    severity: 'notice',
    about: 'value',
    sentence: 'Cells in {column} with words that the sync does not know, read as Other: {count}. The words: {words}.',
  },
  'row-width': {
    severity: 'notice',
    about: 'file',
    sentence:
      'Rows with empty cells too many at the end, or without the empty ones there: {count}. They were read, because each cell fits its column.',
  },
  'file-name-case': {
    severity: 'notice',
    about: 'file',
    sentence: 'The file is named {found}. It was taken for {expected}, but please use that exact name.',
  },
  'file-name-other': {
    severity: 'warning',
    about: 'file',
    sentence:
      'The file is named {found}. The daily sync looks for {expected}, unless the settings name the file otherwise. Rename it, or upload it.',
  },
  'delimiter-not-comma': {
    severity: 'notice',
    about: 'file',
    sentence: 'The columns are separated by {delimiter}, not by commas. The file was read that way.',
  },
  'column-renamed': { severity: 'notice', about: 'file', sentence: 'The column "{header}" was read as {column}.' },
  'column-ignored': {
    severity: 'notice',
    about: 'file',
    sentence: 'The sync does not know the column "{header}". It was ignored.',
  },
  'several-guardians': {
    severity: 'notice',
    about: 'file',
    sentence: 'Each line has columns for {guardians} guardians: {groups}. Each guardian was read as a row.',
  },
  'contact-of-whom': {
    severity: 'notice',
    about: 'file',
    sentence:
      "The headers don't say whose {headers} are. They were read as the guardian's. If they are the student's, map the columns in the settings.",
  },
  'guardian-without-name': {
    severity: 'warning',
    about: 'file',
    sentence: 'The file has no name for {group}, so this guardian was not read. The columns: {headers}.',
  },
  'column-of-student': {
    severity: 'notice',
    about: 'file',
    sentence:
      'The column "{header}" was taken for the student\'s own, because other headers name the guardian. It was not read as {column}.',
  },
  'column-second': {
    severity: 'notice',
    about: 'file',
    sentence: 'The column "{header}" is a second {column}. A guardian has one, so it was not read.',
  },
  'column-not-needed': {
    severity: 'notice',
    about: 'file',
    sentence: 'The column "{header}" was not read, because another column is {column}.',
  },
  'column-of-whom': {
    severity: 'notice',
    about: 'file',
    sentence: 'Each line has several guardians, and the column "{header}" does not say whose it is. It was not read.',
  },
  'columns-absent': {
    severity: 'notice',
    about: 'file',
    sentence: 'The file has no column for {columns}. The stored values stay as they are.',
  },
  'guardian-id-absent': {
    severity: 'notice',
    about: 'file',
    sentence:
      'The file has no guardianSisId. The sync works without it, but a guardian whose email or phone changes can get a new account.',
  },
  'contact-columns-absent': {
    severity: 'warning',
    about: 'file',
    sentence: "The file has no email column and no mobilePhone column, so new guardians can't be invited.",
  },
  'column-unusable': {
    severity: 'notice',
    about: 'file',
    sentence: 'Column {number} has {problem}, so its values have no name. It was ignored.',
  },
  'encoding-converted': {
    severity: 'notice',
    about: 'file',
    sentence: 'The file was converted to UTF-8. Its encoding: {evidence}.',
  },
} as const satisfies Record<string, FindingKind>;

type Kinds = typeof FINDINGS;
export type FindingCode = keyof Kinds;
export type FindingParams<Code extends FindingCode> = ParamsOf<Kinds[Code]>;
export type Finding = FindingOf<FindingCode>;

export const finding = findingMaker(FINDINGS);
