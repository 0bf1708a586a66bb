import { BARE_PHONES, COLUMNS, type Column, NAMES, PHONE_TYPES, WHOLE_NAMES } from './columns.js';

/** What a column of the file can hold: one of ours, or what becomes one of ours only beside other columns. */
export type Field = Column | 'wholeName' | 'phone' | 'phoneType';

/** What a header says by itself. Whose it is, and what becomes of it, only all headers together tell. */
export interface Meaning {
  /** `student`: the student's own. `nobody`: it doesn't say. */
  whose: 'student' | 'person' | 'nobody';
  /** As reports call this kind of person, such as "Guardian"; null unless it is a person's. */
  person: string | null;
  /** Which of several persons: 2 of "Guardian 2 Email". */
  number: number | null;
  /** Null: not one that the sync knows. */
  field: Field | null;
  /** Which of several values: 2 of "Email 2". */
  twin: number | null;
  /** It is "Mother" or "Father" and no more: her name, his name, if other columns are about them. */
  isWordAlone?: true;
}

/** Words for a guardian before a column's name, the longer ones first, and what reports call them. */
const PERSON_WORDS: readonly (readonly [string, string])[] = [
  ['parentorguardian', 'Parent/Guardian'],
  ['parentguardian', 'Parent/Guardian'],
  ['guardianparent', 'Parent/Guardian'],
  ['legalguardian', 'Guardian'],
  ['guardian', 'Guardian'],
  ['caregiver', 'Caregiver'],
  ['contact', 'Contact'],
  ['parent', 'Parent'],
  ['mother', 'Mother'],
  ['father', 'Father'],
  ['mom', 'Mother'],
  ['dad', 'Father'],
];

/** Words that number persons: "Primary Contact Name", "Secondary Guardian Email". */
const ORDINALS: readonly (readonly [string, number])[] = [
  ['primary', 1],
  ['secondary', 2],
];

const STUDENT_WORDS = ['student', 'stu', 'pupil', 'learner', 'child'];

/** Which id of the roster a name means, for the setting "Student ID". */
const STUDENT_NUMBERS = ['student number', 'student no', 'stu number', 'pupil number'];
const STUDENT_IDS = [
  'student id',
  'student sourced id',
  'student source id',
  'student id number',
  'stu id',
  'pupil id',
];

const MISREAD_MARK = /^ï»¿/;
const SIGNS = /[^\p{L}\p{N}]+/gu;
const TRAILING_NUMBER = /^(.*?[^0-9])0*([1-9]\d?)$/;
const LEADING_NUMBER = /^0*([1-9]\d?)(?!\d)/;
const NUMBERED_TYPE = /^(phone|telephone)0*([1-9]\d?)type$/;

export const meaningRules = {
  ...{ PERSON_WORDS, ORDINALS, STUDENT_WORDS, STUDENT_NUMBERS, STUDENT_IDS },
  ...{ SIGNS, TRAILING_NUMBER, LEADING_NUMBER, NUMBERED_TYPE },
};

/** Letters and digits alone, in lower case. */
function nameKey(text: string): string {
  return text.normalize('NFC').replace(MISREAD_MARK, '').replace(SIGNS, '').toLowerCase();
}

const keys = (names: readonly string[]) => names.map(nameKey);

function fieldsOf(ofPerson: boolean): Map<string, Field> {
  const fields = new Map<string, Field>();
  for (const column of COLUMNS) {
    const { alone, person } = NAMES[column];
    if (ofPerson && column === 'studentSisId') continue;
    const bare = column === 'guardianSisId' && !ofPerson ? [] : person;
    for (const key of keys([column, ...alone, ...bare])) fields.set(key, column);
  }
  for (const key of keys(BARE_PHONES)) fields.set(key, 'phone');
  for (const key of keys(WHOLE_NAMES)) fields.set(key, 'wholeName');
  for (const key of keys(PHONE_TYPES)) fields.set(key, 'phoneType');
  return fields;
}

const BARE_FIELDS = fieldsOf(false);
const PERSON_FIELDS = fieldsOf(true);
const NUMBER_KEYS = new Set(keys(STUDENT_NUMBERS));
const ID_KEYS = new Set(keys(STUDENT_IDS));
const OWN_STUDENT_KEY = nameKey('studentSisId');

/** What a header says by itself. */
export function meaningOf(header: string): Meaning {
  const key = nameKey(header);
  const bare = fieldOf(key, BARE_FIELDS);
  if (bare.field === 'studentSisId') return { whose: 'nobody', person: null, number: null, ...bare };
  const ofPerson = personOf(key);
  if (ofPerson?.field) return ofPerson;
  if (bare.field) return { whose: 'nobody', person: null, number: null, ...bare };
  const nothing = { person: null, number: null, field: null, twin: null };
  if (STUDENT_WORDS.some((word) => key.startsWith(word))) return { whose: 'student', ...nothing };
  return ofPerson ?? { whose: 'nobody', ...nothing };
}

/** The column of ours that a header by itself means, null where the sync does not know it. */
export function columnOf(header: string): Column | null {
  const { field } = meaningOf(header);
  if (field === 'phone') return 'mobilePhone';
  return field === null || field === 'wholeName' || field === 'phoneType' ? null : field;
}

/** Which id of the roster a header of the student's id means; `own`: as this product names it. */
export function studentIdKind(header: string): 'own' | 'STUDENT ID' | 'STUDENT NUMBER' | 'other' {
  const key = nameKey(header);
  if (key === OWN_STUDENT_KEY) return 'own';
  if (NUMBER_KEYS.has(key)) return 'STUDENT NUMBER';
  return ID_KEYS.has(key) ? 'STUDENT ID' : 'other';
}

function personOf(key: string): Meaning | null {
  const ordinal = ORDINALS.find(([word]) => key.startsWith(word));
  const named = ordinal ? key.slice(ordinal[0].length) : key;
  let unknown: Meaning | null = null;
  for (const [word, person] of PERSON_WORDS) {
    if (!named.startsWith(word)) continue;
    for (const end of ['', 's']) {
      if (!named.startsWith(word + end)) continue;
      const rest = named.slice(word.length + end.length);
      const digits = LEADING_NUMBER.exec(rest);
      const number = digits ? Number(digits[1]) : (ordinal?.[1] ?? null);
      const name = digits ? rest.slice(digits[0].length) : rest;
      const value = fieldOf(person === 'Contact' && name === 'number' ? 'phone' : name, PERSON_FIELDS);
      if (rest === '' && (person === 'Mother' || person === 'Father')) {
        return { whose: 'person', person, number, field: 'wholeName', twin: null, isWordAlone: true };
      }
      const meaning: Meaning = { whose: 'person', person, number, ...value };
      if (value.field) return meaning;
      unknown ??= meaning;
    }
  }
  return unknown;
}

function fieldOf(key: string, fields: ReadonlyMap<string, Field>): Pick<Meaning, 'field' | 'twin'> {
  const field = fields.get(key);
  if (field) return { field, twin: null };
  const typed = NUMBERED_TYPE.exec(key);
  if (typed) return { field: 'phoneType', twin: Number(typed[2]) };
  const numbered = TRAILING_NUMBER.exec(key);
  const first = numbered && fields.get(numbered[1]!);
  return first ? { field: first, twin: Number(numbered[2]) } : { field: null, twin: null };
}
