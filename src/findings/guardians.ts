import type { FindingKind } from '../guardian-file/index.js';

const skipped = <Sentence extends string>(sentence: Sentence) =>
  ({
    severity: 'warning',
    about: 'row',
    people: ['students'],
    sentence: `${sentence} The row is skipped and read again in the next run.`,
  }) as const satisfies FindingKind;

/** Why rows of a file are skipped: their student is not known. */
export const skippedRowFindings = {
  'student-unknown': skipped('No active student of the roster has this ID.'),
  'student-ambiguous': skipped(
    'Several active students have this ID, so the row could be about any of them. Give each student a different ID in the SIS.',
  ),
  'student-id-zeros': skipped(
    'No student has this ID, but one has it with other leading zeros: a spreadsheet may have removed them. Export the file without opening it in a spreadsheet.',
  ),
  'student-id-spelling': skipped(
    'No student has this ID, but one has it with other upper or lower case letters or without spaces.',
  ),
  'student-id-exponent': skipped(
    'A spreadsheet turned this ID into a number such as 1.23E+08, which several IDs round to. Export the file without opening it in a spreadsheet.',
  ),
  'student-id-other-field': skipped(
    'No student has this ID in the field that the setting "Student ID" selects, but one has it in another ID field.',
  ),
} as const satisfies Record<string, FindingKind>;

/** What the rows of a guardian file come to. */
export const guardianFindings = {
  'student-contact': {
    severity: 'warning',
    about: 'value',
    people: ['student'],
    sentence:
      "This is the email of a student in the roster, so it is no contact of a guardian. It was read as an empty cell. Enter the guardian's own email in the SIS.",
  },
  'namesake-unclear': {
    severity: 'warning',
    about: 'row',
    people: ['student'],
    sentence:
      'The email or mobile phone of this row cannot be used, and another row has a guardian of this student with the same name, so it is not clear which of the two this one is. Correct the cell, or give each person a guardianSisId. The row is skipped and read again in the next run.',
  },
  'id-shared': {
    severity: 'error',
    about: 'row',
    people: ['student'],
    sentence:
      'This guardianSisId is on rows of different people: their first names differ, or their full names differ and they share no email and no phone. None of its rows was applied. Give each person a different ID in the SIS.',
  },
  'id-reused': {
    severity: 'warning',
    about: 'record',
    once: true,
    lasts: true,
    people: ['guardian', 'formerGuardian'],
    sentence:
      "This guardianSisId belonged to another person until now: the name and contact of its rows are not that person's. That guardian lost the ID, and the row was read as a new guardian.",
  },
  'rows-disagree': {
    severity: 'warning',
    about: 'value',
    people: ['guardian'],
    sentence: 'Rows {first} and {second} are about the same guardian but say different things. {taken}',
  },
  'duplicate-row': {
    severity: 'notice',
    about: 'row',
    people: ['student', 'guardian'],
    sentence: 'Rows {first} and {second} have the same student and guardian. They make one link.',
  },
  'numbers-joined': {
    severity: 'notice',
    about: 'row',
    sentence:
      '{rows} rows differ from another row of the same student and guardian in the phone number alone. They were read as one row each.',
  },
  'link-rows-disagree': {
    severity: 'warning',
    about: 'value',
    people: ['student', 'guardian'],
    sentence:
      'Rows {first} and {second} have the same student and guardian, but a different relationship or contact type. Row {kept} counts.',
  },
  'possible-contact-change': {
    severity: 'notice',
    about: 'record',
    once: true,
    lasts: true,
    people: ['after', 'before', 'student'],
    contacts: true,
    section: 'contacts',
    sentence:
      'In this run, a student lost one guardian and got another with the same name, so the contact may have changed. A guardianSisId that stays the same keeps the guardian and the account.',
  },
  'possible-name-change': {
    severity: 'notice',
    about: 'record',
    once: true,
    lasts: true,
    people: ['after', 'before', 'student'],
    contacts: true,
    section: 'contacts',
    sentence:
      'In this run, a student lost one guardian and got another with the same email or phone, so the name may have changed. A guardianSisId that stays the same keeps the guardian and the account.',
  },
  'possible-id-change': {
    severity: 'notice',
    about: 'record',
    once: true,
    lasts: true,
    people: ['after', 'before', 'student'],
    sentence:
      'In this run, a student lost one guardian and got another with the same name, email, and phone: it is probably the same person with a new guardianSisId.{zeros}',
  },
  'claimed-name-changed': {
    severity: 'warning',
    about: 'record',
    once: true,
    lasts: true,
    people: ['guardian', 'account'],
    sentence:
      'The file gives this guardian another first name, and a person uses the account. If this is somebody else, give them a guardianSisId of their own in the SIS.',
  },
  'link-waits': {
    severity: 'notice',
    about: 'row',
    once: true,
    people: ['student', 'guardian'],
    sentence:
      'This row would replace a link whose removal waits for an answer: same student, and the same name, email, or phone. The row waits too, and either answer applies it.',
  },
  'link-kept': {
    severity: 'warning',
    about: 'record',
    people: ['student', 'guardian'],
    sentence:
      'No row has this link any longer, but this row {problem} and may be about its student. The link stays until the row is corrected.',
  },
  'ids-adopted': {
    severity: 'notice',
    about: 'record',
    once: true,
    lasts: true,
    sentence:
      '{guardians} guardians who had no guardianSisId, or whose ID went to another person, got the one in the file. They and their accounts stay the same.',
  },
  'ids-replaced': {
    severity: 'notice',
    about: 'record',
    once: true,
    lasts: true,
    sentence:
      '{guardians} guardians whose guardianSisId is no longer in the file got the new one that it has for them. They and their accounts stay the same.{zeros}',
  },
  'ids-kept': {
    severity: 'notice',
    about: 'record',
    sentence:
      '{guardians} guardians who have a guardianSisId are on rows without one. They were found by contact or name and keep the ID.',
  },
  'links-ended-with-students': {
    severity: 'notice',
    about: 'record',
    once: true,
    lasts: true,
    sentence: '{links} links ended because their students are archived.',
  },
  'many-guardians': {
    severity: 'notice',
    about: 'record',
    people: ['student'],
    sentence: 'One student has {count} guardians in the file, more than 6.',
  },
  'many-students': {
    severity: 'notice',
    about: 'record',
    people: ['guardian'],
    sentence: 'One guardian has {count} students in the file, more than 15.',
  },
  'numbers-read-again': {
    severity: 'notice',
    about: 'record',
    sentence:
      'The country or the rules for phone numbers changed, so the stored numbers of {guardians} guardians were read again, from what was received. This does not count as a change of contact.',
  },
} as const satisfies Record<string, FindingKind>;
