import { type DistrictChange, nameOf, type PersonChange } from './differences.js';
import { plainFamily } from './family.js';
import type { Classroom, DemoDistrict, Family, GuardianRow, Student } from './model.js';
import type { Random } from './random.js';
import { gradeName } from './schools.js';

/** Families that come and go. Each change is done in place; ids of everybody else stay as they are. */
export function leave(district: DemoDistrict, family: Family): DistrictChange {
  const isOf = ({ student }: { student: Student }) => family.students.includes(student);
  const seats = district.classrooms
    .flatMap((classroom) => classroom.students.map((student) => ({ classroom, student })))
    .filter(isOf);
  const rows = district.guardianRows.filter(isOf);
  for (const { classroom, student } of seats) remove(classroom.students, student);
  for (const student of family.students) remove(district.students, student);
  for (const row of rows) remove(district.guardianRows, row);
  remove(district.families, family);
  district.departed = { family, seats, rows };
  return {
    sentence: `${namesOf(family)} left: out of both files, nothing is deleted.`,
    people: peopleOf(family, 'archived'),
    numbers: { ...numbersOf(family, seats, rows, 'archived'), accounts: { closed: family.guardians.length } },
  };
}

export function comeBack(
  district: DemoDistrict,
  { family, seats, rows }: NonNullable<DemoDistrict['departed']>,
): DistrictChange {
  settle(district, family, seats, rows);
  district.departed = null;
  return {
    sentence: `${namesOf(family)}, who had left, came back: the same records and accounts again.`,
    people: peopleOf(family, 'restored'),
    numbers: { ...numbersOf(family, seats, rows, 'restored'), accounts: { reopened: family.guardians.length } },
  };
}

export function arrive(district: DemoDistrict, random: Random, step: number): DistrictChange {
  const { contacts, schools } = district;
  const family = plainFamily({ random, contacts, schools }, { children: 1 });
  const lastId = Math.max(...district.students.map(({ id }) => Number(id)), ...departedIds(district));
  for (const [n, student] of family.students.entries()) {
    student.id = String(lastId + 1 + n).padStart(6, '0');
    student.stateId = String(9_060_000_000 + lastId + 1 + n);
  }
  const mailboxes = new Set<string>();
  for (const [n, guardian] of family.guardians.entries()) {
    const { person } = guardian;
    guardian.id = `G${40_000 + 10 * step + n}`;
    if (person.mobile === '') person.mobile = contacts.mobile();
    if (person.email === '' || mailboxes.has(person.email))
      person.email = contacts.email(person.firstName, person.lastName);
    mailboxes.add(person.email);
  }
  const seats = family.students.flatMap((student) => seatsFor(district, student));
  const rows = family.students.flatMap((student) =>
    family.guardians.map((guardian): GuardianRow => ({ guardian, student, mistake: null })),
  );
  settle(district, family, seats, rows);
  const [student] = family.students;
  return {
    sentence: `${namesOf(family)} came new, into ${gradeName(student!.grade)} of ${student!.school.name}.`,
    people: peopleOf(family, 'created'),
    numbers: { ...numbersOf(family, seats, rows, 'created'), accounts: { created: family.guardians.length } },
  };
}

type Seat = { classroom: Classroom; student: Student };

function settle(district: DemoDistrict, family: Family, seats: readonly Seat[], rows: readonly GuardianRow[]): void {
  for (const { classroom, student } of seats) classroom.students.push(student);
  district.students.push(...family.students);
  district.families.push(family);
  district.guardianRows.push(...rows);
}

/** A seat in each course of the grade, in the section with the most room. */
function seatsFor({ classrooms }: DemoDistrict, student: Student): Seat[] {
  const sections = new Map<string, Classroom>();
  for (const classroom of classrooms) {
    if (classroom.school !== student.school || classroom.course.grade !== student.grade) continue;
    const best = sections.get(classroom.course.id);
    if (!best || classroom.students.length < best.students.length) sections.set(classroom.course.id, classroom);
  }
  return [...sections.values()].map((classroom) => ({ classroom, student }));
}

function peopleOf({ students, guardians }: Family, effect: PersonChange['effect']): PersonChange[] {
  return [
    ...students.map((student): PersonChange => ({ entity: 'student', effect, name: nameOf(student) })),
    ...guardians.map(({ person }): PersonChange => ({ entity: 'guardian', effect, name: nameOf(person) })),
  ];
}

function numbersOf(
  { students, guardians }: Family,
  seats: readonly Seat[],
  rows: readonly GuardianRow[],
  effect: PersonChange['effect'],
): DistrictChange['numbers'] {
  return {
    ...{ students: { [effect]: students.length }, enrollments: { [effect]: seats.length } },
    ...{ guardians: { [effect]: guardians.length }, guardianLinks: { [effect]: rows.length } },
  };
}

const departedIds = ({ departed }: DemoDistrict) => departed?.family.students.map(({ id }) => Number(id)) ?? [];

const list = new Intl.ListFormat('en', { type: 'conjunction' });
const namesOf = ({ students, guardians }: Family) =>
  `The family of ${list.format(students.map(nameOf))} (${list.format(guardians.map(({ person }) => nameOf(person)))})`;

function remove<T>(from: T[], each: T): void {
  from.splice(from.indexOf(each), 1);
}
