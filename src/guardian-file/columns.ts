import { editDistance } from './edit-distance.js';

/** The columns of the guardian file. docs/guardian-rules.md 1. */
export const COLUMNS = [
  'studentSisId',
  'guardianSisId',
  'firstName',
  'lastName',
  'email',
  'mobilePhone',
  'homePhone',
  'language',
  'relationship',
  'contactType',
] as const;

export type Column = (typeof COLUMNS)[number];

/**
 * The usual other names of the columns, in words; letter case, spaces and signs do not matter. A name in `person` also
 * counts with "guardian", "parent", "parent guardian" or "contact" before it, and a few like them (header-meaning.ts).
 * Nothing here may name a student's own data.
 */
export const NAMES: Record<Column, { alone: readonly string[]; person: readonly string[] }> = {
  studentSisId: {
    alone: [
      ...['student id', 'student number', 'student no', 'student', 'student unique id', 'student local id'],
      ...['local student id', 'student source id', 'student sourced id', 'sis student id', 'student sis id', 'stu id'],
      ...['student id number', 'stu number', 'pupil id', 'pupil number', 'learner id'],
    ],
    person: [],
  },
  guardianSisId: {
    alone: ['sis guardian id'],
    person: ['sis id', 'id', 'number', 'unique id', 'source id', 'sourced id', 'person id'],
  },
  firstName: { alone: ['first', 'fname', 'f name'], person: ['first name', 'given name', 'forename'] },
  lastName: { alone: ['last', 'lname', 'l name'], person: ['last name', 'family name', 'surname'] },
  email: { alone: ['mail'], person: ['email', 'email address', 'e mail address', 'primary email'] },
  mobilePhone: {
    alone: ['sms', 'sms phone', 'sms number', 'text number', 'contact number'],
    person: [
      ...['mobile', 'mobile phone', 'mobile number', 'mobile phone number', 'cell', 'cell phone', 'cell number'],
      ...['cell phone number', 'phone', 'phone number', 'telephone', 'primary phone'],
    ],
  },
  homePhone: {
    alone: ['landline', 'phone home'],
    person: ['home phone', 'home phone number', 'home number', 'home telephone'],
  },
  language: {
    alone: ['home language', 'lang', 'correspondence language', 'mother tongue'],
    person: ['language', 'preferred language', 'language code', 'language preference', 'primary language'],
  },
  relationship: {
    alone: ['relation', 'relation to student'],
    person: ['relationship', 'relationship to student', 'relationship type', 'relationship code'],
  },
  contactType: { alone: ['guardian type', 'parent type', 'type'], person: ['contact type', 'category'] },
};

/** Of a contact it is a phone; of a guardian or parent, an ID. */
export const CONTACT_NUMBER = 'contact number';
/** Phones that don't say which they are: the mobile phone, or beside one the home phone. */
export const BARE_PHONES = ['phone', 'phone number', 'telephone', 'primary phone', CONTACT_NUMBER];
/** A person's first and last name in one. */
export const WHOLE_NAMES = ['name', 'full name'];
/** Which phone the number beside it is. */
export const PHONE_TYPES = ['phone type', 'phone number type', 'telephone type'];

const PERSONS = ['guardian', 'parent', 'parent guardian', 'contact'];

/** Every name that a column is known by, in words, its own name first: for the docs, and the matching below. */
export const COLUMN_ALIASES: Readonly<Record<Column, readonly string[]>> = Object.fromEntries(
  COLUMNS.map((column) => {
    const { alone, person } = NAMES[column];
    const bare = column === 'guardianSisId' ? [] : person;
    const prefixed = PERSONS.flatMap((who) => person.map((name) => `${who} ${name}`)).filter(
      (name) => column !== 'guardianSisId' || name !== CONTACT_NUMBER,
    );
    return [column, [...new Set([column, ...alone, ...bare, ...prefixed])]];
  }),
) as unknown as Record<Column, readonly string[]>;

/** White space, `_`, `-`, control and format characters (byte order mark, zero-width, soft hyphen). */
const WITHOUT_MEANING = /[\s_\-\p{Cc}\p{Cf}]+/gu;
/** A byte order mark of UTF-8 that was read as Windows-1252. */
const MISREAD_MARK = /^ï»¿/;
const EDGE = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;

export const columnRules = {
  ...{ COLUMN_ALIASES, BARE_PHONES, WHOLE_NAMES, PHONE_TYPES },
  ...{ WITHOUT_MEANING, MISREAD_MARK, EDGE },
};

/** A header in the form in which two headers of one meaning are equal. */
export function headerKey(header: string): string {
  return header.normalize('NFC').replace(MISREAD_MARK, '').replace(WITHOUT_MEANING, '').replace(EDGE, '').toLowerCase();
}

/** The header most like one of the column's names, null where none is near. */
export function nearestHeader(column: Column, headers: readonly string[]): string | null {
  let best: string | null = null;
  let least = 3;
  for (const header of headers) {
    const key = headerKey(header);
    if (key.length < 3 || key.length > 40) continue;
    for (const name of COLUMN_ALIASES[column]) {
      const other = headerKey(name);
      const distance = editDistance(key, other);
      if (distance < least && distance * 3 <= other.length) {
        best = header;
        least = distance;
      }
    }
  }
  return best;
}
