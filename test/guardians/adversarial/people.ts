/** A small made-up district whose people are known: who is who in it needs no rule of matching. */
import { contacts } from '../../../src/demo/generator/contacts.js';
import { plainFamily } from '../../../src/demo/generator/family.js';
import type { Family, Person, Student } from '../../../src/demo/generator/model.js';
import type { Random } from '../../../src/demo/generator/random.js';
import { schools } from '../../../src/demo/generator/schools.js';
import type { Row } from '../rows.js';

export interface TrueRow {
  person: Person;
  student: Student;
  /** Of the family, from 0. */
  family: number;
  cells: Row;
}

export interface People {
  students: Student[];
  teachers: Person[];
  /** What a good file says, in its order. */
  rows: TrueRow[];
}

export const columns = [
  ...['studentSisId', 'guardianSisId', 'firstName', 'lastName', 'email', 'mobilePhone', 'homePhone'],
  ...['language', 'relationship', 'contactType'],
] as const;

const families = 14;
/** People of one name in different families: what makes one person of two. */
const namesakes = 4;

export const studentEmail = (student: Student): string => `s${student.id}@k12.example.org`;

export function makePeople(random: Random): People {
  const context = { random, contacts: contacts(random), schools };
  const all = Array.from({ length: families }, () => plainFamily(context, {}));
  for (const [i, student] of all.flatMap(({ students }) => students).entries()) student.id = String(70_010 + i * 3);
  const heads = all.map(({ guardians }) => guardians[0]!.person);
  for (let i = 1; i < namesakes; i += 1) rename(heads[i]!, heads[0]!);
  // A teacher of the same name is somebody else; one is a parent as well.
  const stranger = { ...heads[0]!, email: context.contacts.email('Teacher', 'One'), mobile: context.contacts.mobile() };
  return {
    students: all.flatMap(({ students }) => students),
    teachers: [stranger, heads.at(-1)!],
    rows: rowsOf(all, random),
  };
}

function rename(person: Person, { firstName, lastName }: Person): void {
  Object.assign(person, { firstName, lastName });
}

function rowsOf(all: readonly Family[], random: Random): TrueRow[] {
  // A district sends an ID for everybody or for nobody.
  const withIds = random.chance(0.6);
  return all.flatMap(({ guardians }, family) =>
    guardians.flatMap(({ person, children, homePhone, language, relationship, contactType }, n) =>
      children.map((student) => ({
        ...{ person, student, family },
        cells: {
          ...{ studentSisId: student.id, guardianSisId: withIds ? `G${family}${n}` : '' },
          ...{
            firstName: person.firstName,
            lastName: person.lastName,
            email: person.email,
            mobilePhone: person.mobile,
          },
          ...{ homePhone, language, relationship, contactType },
        },
      })),
    ),
  );
}
