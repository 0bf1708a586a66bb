import type { Contacts } from './contacts.js';
import { featuredFamily, plainFamily } from './family.js';
import type { Family, Guardian, Person, School, StaffMember, Student } from './model.js';
import type { Random } from './random.js';
import { featuredTeacher } from './staff.js';

const wantedStudents = 1000;
/** Teachers, in addition to the featured one, who are parents in the district under the same name, email and phone. */
const otherTeachersWithChildren = 3;

/** Families until there are enough students. The first one is the featured one. */
export function makeFamilies(
  random: Random,
  contacts: Contacts,
  schools: readonly School[],
  staff: readonly StaffMember[],
): Family[] {
  const context = { random, contacts, schools };
  const teachers = staff.filter(({ role }) => role === 'teacher').map(({ person }) => person);
  const isFeatured = (person: Person) =>
    person.firstName === featuredTeacher.firstName && person.lastName === featuredTeacher.lastName;
  const mother = teachers.find(isFeatured)!;
  const others = teachers.filter((person) => person !== mother);
  const families = [featuredFamily(context, mother)];
  const withOneChild = (parent: Person) => families.push(plainFamily(context, { parent, children: 1 }));
  for (let n = 0; n < otherTeachersWithChildren; n++)
    withOneChild(others.splice(random.between(0, others.length - 1), 1)[0]!);
  // Known to the school by another phone than to the office: two accounts, though it is one name and one email.
  withOneChild({ ...random.pick(others), mobile: contacts.mobile() });

  let students = families.flatMap((family) => family.students).length;
  while (students < wantedStudents) {
    const family = plainFamily(context, {});
    students += family.students.length;
    families.push(family);
  }
  registerOneParentTwice(families);
  giveStudentIds(random, families);
  giveGuardianIds(random, families);
  return families;
}

/** Siblings of two schools, each of which entered the same parent: two guardians to the SIS, one account. */
function registerOneParentTwice(families: Family[]): void {
  const family = families.find(
    ({ students, guardians }, n) => n > 0 && students.length === 2 && guardians[0]!.person.email !== '',
  )!;
  const [first, second] = family.students;
  const twice = family.guardians[0]!;
  family.guardians.push({ ...twice, children: [second!] });
  twice.children = [first!];
}

/** Six digits with leading zeros, which spreadsheets like to eat. The featured children were enrolled first. */
function giveStudentIds(random: Random, families: readonly Family[]): void {
  const [featured, ...rest] = families;
  const inAnyOrder = rest
    .flatMap(({ students }) => students)
    .map((student) => ({ student, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ student }) => student);
  let id = 4017;
  for (const student of [...featured!.students, ...inAnyOrder]) {
    student.id = String(id).padStart(6, '0');
    student.stateId = String(9_050_000_000 + random.between(0, 999) * 10_000 + id);
    id += random.between(1, 5);
  }
}

/** Every guardian who can be told apart without one may lack it: 1 in 16 does. */
function giveGuardianIds(random: Random, families: readonly Family[]): void {
  let id = 20_001;
  for (const [n, { guardians }] of families.entries()) {
    for (const guardian of guardians) {
      const mustHave = n === 0 || !hasContact(guardian) || guardians.some((other) => isOtherEntry(other, guardian));
      if (mustHave || !random.chance(1 / 16)) guardian.id = `G${id}`;
      id += random.between(1, 3);
    }
  }
}

const hasContact = ({ person }: Guardian) => person.email !== '' || person.mobile !== '';
const isOtherEntry = (a: Guardian, b: Guardian) => a !== b && a.person === b.person;

/** Who belongs to whom, by student. */
export function familyOf(families: readonly Family[]): Map<Student, Family> {
  return new Map(families.flatMap((family) => family.students.map((student) => [student, family] as const)));
}
