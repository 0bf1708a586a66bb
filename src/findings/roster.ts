import type { FindingKind } from '../guardian-file/index.js';

/** What is found in a roster: its files, records and collections. */
export const rosterFindings = {
  'roster-row-field-count': {
    severity: 'error',
    about: 'row',
    sentence:
      'The row has {found} cells, but the header has {expected}. Put a cell that contains a comma in quotation marks.',
  },
  'roster-row-bad-quote': {
    severity: 'error',
    about: 'row',
    sentence:
      'A quotation mark in this row is not closed, or it is inside a cell and not doubled. The rows after it were read.',
  },
  'roster-row-encoding': {
    severity: 'error',
    about: 'row',
    sentence: 'The row has bytes that do not fit the encoding of the file. Export the file again as UTF-8.',
  },
  'roster-required-missing': {
    severity: 'error',
    about: 'row',
    sentence: 'The row has no {column}, so it cannot be used. What is stored stays as it is.',
  },
  'roster-id-lost': {
    severity: 'error',
    about: 'row',
    sentence:
      'A spreadsheet destroyed the {column}, as in 1.23E+08 or #REF!, so the row cannot be used. What is stored stays as it is. Export the file from the SIS without opening it in a spreadsheet.',
  },
  'roster-status-unknown': {
    severity: 'warning',
    about: 'value',
    perColumn: true,
    sentence: 'OneRoster does not know the {column}. The row was read as active.',
  },
  'roster-role-unknown': {
    severity: 'warning',
    about: 'row',
    perColumn: true,
    sentence: 'OneRoster does not know the role in {column}, so the row was left out. What is stored stays as it is.',
  },
  'roster-duplicate-id': {
    severity: 'error',
    about: 'row',
    sentence: 'The sourcedId is already on line {first}. That row was taken, and this one was left out.',
  },
  'roster-role-missing': {
    severity: 'warning',
    about: 'row',
    sentence: 'The user has no role, so the roster cannot use the row. It was left out.',
  },
  'roster-role-type-unknown': {
    severity: 'warning',
    about: 'value',
    perColumn: true,
    sentence: 'The {column} is not primary or secondary. The role was read as a secondary one.',
  },
  'roster-cell-missing': {
    severity: 'warning',
    about: 'value',
    perColumn: true,
    sentence: 'The row has no {column}, which OneRoster requires. The row was read without it.',
  },
  'roster-date-invalid': {
    severity: 'warning',
    about: 'value',
    perColumn: true,
    sentence: 'The date in {column} is not written as YYYY-MM-DD or M/D/YYYY. What is stored stays as it is.',
  },
  'roster-user-ids-invalid': {
    severity: 'warning',
    about: 'value',
    perColumn: true,
    sentence: 'The IDs in userIds are not written in braces as type:id. What is stored stays as it is.',
  },
  'roster-email-invalid': {
    severity: 'warning',
    about: 'value',
    sentence: 'Mail cannot be sent to this email address. The stored one stays as it is.',
  },
  'roster-phone-invalid': {
    severity: 'warning',
    about: 'value',
    sentence:
      'The number in {column} is too short or too long for a phone number of {country}, so accounts are matched without it.',
  },
  'roster-language-unknown': {
    severity: 'warning',
    about: 'value',
    perColumn: true,
    sentence:
      'The language is not a BCP 47 tag, and not the English name of a language. It was left out, and the stored one stays as it is.',
  },
  'roster-course-missing': {
    severity: 'notice',
    about: 'value',
    perColumn: true,
    sentence: 'The class has no {column}, so nothing is known of its course.',
  },
  'roster-orphan-reference': {
    severity: 'warning',
    about: 'value',
    perColumn: true,
    sentence: '{column} refers to a record that is not in {file} or cannot be used.',
  },
  'roster-orphan-enrollment': {
    severity: 'warning',
    about: 'row',
    sentence: 'The class or the person of this enrollment is not in the roster. The enrollment was left out.',
  },
  'roster-column-ignored': {
    severity: 'notice',
    about: 'file',
    sentence: 'OneRoster does not know these columns, so they were ignored: {columns}.',
  },
  'roster-column-renamed': {
    severity: 'notice',
    about: 'file',
    sentence: 'The column "{header}" was read as {column}.',
  },
  'roster-encoding-converted': {
    severity: 'notice',
    about: 'file',
    sentence: 'The file was converted to UTF-8. Its encoding: {evidence}.',
  },
  'roster-role-extension': {
    severity: 'notice',
    about: 'value',
    perColumn: true,
    sentence: 'The exporting system made up the role in {column} (ext:…). What it says about the person was left out.',
  },
  'roster-manifest-missing': {
    severity: 'notice',
    about: 'file',
    sentence: 'There is no manifest.csv. The files were read as a full OneRoster {version} export.',
  },
  'roster-version-other': {
    severity: 'notice',
    about: 'file',
    sentence:
      'The manifest says that the export is OneRoster {said}, but its files are those of {version}. They were read as {version}.',
  },
  'roster-file-absent': {
    severity: 'notice',
    about: 'file',
    sentence: 'The export has no {file}, or its manifest says so. What is stored from that file stays as it is.',
  },
  'roster-several': {
    severity: 'notice',
    about: 'file',
    sentence:
      'The folder has more than one roster. The newest was taken, {taken}; left out: {others}. Remove what is out of date.',
  },
  'roster-without-students': {
    severity: 'warning',
    about: 'file',
    sentence: 'The roster has no students. Check the export, or what the roster source shares.',
  },
  'roster-without-school': {
    severity: 'warning',
    about: 'file',
    sentence:
      'At no school: {count} of the {collection}. The roster names no organization for them, or one that is no school and in none.',
  },
  'roster-collection-empty': {
    severity: 'warning',
    about: 'file',
    sentence:
      'The roster has no {collection} at all, and there were some before. That is probably a mistake, so none were archived. Check the export.',
  },
  'roster-incomplete': {
    severity: 'warning',
    about: 'file',
    sentence: 'The {collection} may not have been read completely, so none were archived for being absent. {reason}',
  },
  'roster-archive-withheld': {
    severity: 'notice',
    about: 'file',
    sentence:
      'Some rows have no readable sourcedId. They could be any of the {collection}, so none were archived. Correct those rows.',
  },
  'roster-changes-waiting': {
    severity: 'warning',
    about: 'file',
    sentence:
      'Several files of changes had not been read. They are read in the order of their dates: this sync read {taken}. The later ones wait for the next syncs, one for each: {names}. Start a sync to read on.',
  },
  'roster-guardians-changes': {
    severity: 'notice',
    about: 'file',
    sentence:
      'The roster gave changes only. The guardians in it were added and changed, and those that it says are gone were ended. A guardian who is only no longer the guardian of one student stays there until the next full roster.',
  },
  'roster-guardian-unknown': {
    severity: 'notice',
    about: 'file',
    sentence:
      '{count} people are named as agents of students but are not in the roster, or their role is not guardian, parent or relative. They were left out.',
  },
} as const satisfies Record<string, FindingKind>;
