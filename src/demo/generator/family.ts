import type { Contacts } from './contacts.js';
import type { ContactType, Family, Guardian, Person, School, Student } from './model.js';
import { firstName, type Names, pickOrigin, type Sex } from './names.js';
import type { Random } from './random.js';
import { gradesOf } from './schools.js';

export interface FamilyContext {
  random: Random;
  contacts: Contacts;
  schools: readonly School[];
}

/** Two children at two schools; their mother teaches at a third, and the father's first name is the demo's own accent. */
export function featuredFamily({ contacts, schools }: FamilyContext, mother: Person): Family {
  const child = (name: string, grade: number, level: School['level']): Student => ({
    id: '',
    stateId: '',
    firstName: name,
    lastName: 'Ibarra Núñez',
    grade,
    school: schools.find((school) => school.level === level)!,
  });
  const students = [child('Sofía', 4, 'elementary'), child('Andrés', 7, 'middle')];
  const father: Person = {
    firstName: 'José',
    lastName: 'Ibarra Peña',
    email: contacts.email('José', 'Ibarra', 'example.org'),
    mobile: contacts.mobile(),
  };
  const homePhone = contacts.landline();
  const parent = (person: Person, relationship: string, language: string): Guardian => ({
    ...{ id: '', person, homePhone, language, relationship, contactType: 'Parent/Guardian' as const },
    children: students,
  });
  return { students, guardians: [parent(father, 'Father', 'es'), parent(mother, 'Mother', 'English')] };
}

/** A family as they come; `parent` is somebody who is there already. */
export function plainFamily(context: FamilyContext, given: { parent?: Person; children?: number }): Family {
  const { random, schools } = context;
  const names = pickOrigin(random);
  const other = random.chance(0.25) ? pickOrigin(random) : names;
  const firstSex: Sex = random.chance(0.6) ? 'woman' : 'man';
  const first = given.parent ?? person(context, names, firstSex, random.pick(names.families));
  const count =
    given.children ??
    random.weighted([
      [1, 52],
      [2, 33],
      [3, 12],
      [4, 3],
    ]);
  const elementary = random.pick(schools.filter(({ level }) => level === 'elementary'));
  const grades = siblingsGrades(random, count);
  const students = grades.map((grade): Student => {
    const school = grade <= gradesOf.elementary[1] ? elementary : schools.find(({ level }) => isTaught(level, grade))!;
    const name = firstName(random, names, random.chance(0.5) ? 'woman' : 'man');
    return { id: '', stateId: '', firstName: name, lastName: first.lastName, grade, school };
  });
  const homePhone = random.chance(0.35) ? context.contacts.landline() : '';
  const language =
    names.languages.length > 0 && random.chance(0.6)
      ? random.pick(names.languages)
      : random.pick(['', 'en', 'English']);
  const guardian = (who: Person, relationship: string, contactType: ContactType = 'Parent/Guardian'): Guardian => ({
    ...{ id: '', person: who, homePhone, language, relationship, contactType },
    children: students,
  });
  const guardians = [guardian(first, parentWord(random, firstSex))];
  if (random.chance(0.86)) guardians.push(guardian(...secondParent(context, other, firstSex, first)));
  if (random.chance(0.32)) guardians.push(guardian(...relative(context, names)));
  if (random.chance(0.1)) guardians.push(guardian(...relative(context, other)));
  return { students, guardians };
}

function secondParent(context: FamilyContext, names: Names, firstSex: Sex, first: Person): [Person, string] {
  const { random } = context;
  const sex: Sex = random.chance(0.94) ? (firstSex === 'woman' ? 'man' : 'woman') : firstSex;
  const lastName = random.chance(0.6) ? first.lastName : random.pick(names.families);
  const parent = person(context, names, sex, lastName);
  // One mailbox for the two of them.
  if (first.email !== '' && first.firstName !== parent.firstName && random.chance(0.02)) parent.email = first.email;
  const step = random.chance(0.08);
  return [parent, step ? (sex === 'woman' ? 'Stepmother' : 'Stepfather') : parentWord(random, sex)];
}

function relative(context: FamilyContext, names: Names): [Person, string, ContactType] {
  const { random } = context;
  const sex: Sex = random.chance(0.65) ? 'woman' : 'man';
  const who = person(context, names, sex, random.pick(names.families));
  // Some are no more than a name in the office's card box.
  if (random.chance(0.02)) Object.assign(who, { email: '', mobile: '' });
  const words =
    sex === 'woman' ? ['Grandmother', 'Aunt', 'Abuela', 'Legal Guardian'] : ['Grandfather', 'Uncle', 'Legal Guardian'];
  return [who, random.pick(words), random.pick(['Emergency', 'Family'])];
}

function person({ random, contacts }: FamilyContext, names: Names, sex: Sex, lastName: string): Person {
  const name = firstName(random, names, sex);
  const email = random.chance(0.93) ? contacts.email(name, lastName) : '';
  return { firstName: name, lastName, email, mobile: email === '' || random.chance(0.95) ? contacts.mobile() : '' };
}

function parentWord(random: Random, sex: Sex): string {
  return random.pick(sex === 'woman' ? ['Mother', 'Mother', 'Mother', 'Mom'] : ['Father', 'Father', 'Father', 'Dad']);
}

function siblingsGrades(random: Random, count: number): number[] {
  const grades = new Set([random.between(0, 12)]);
  const [oldest] = grades;
  while (grades.size < count) grades.add(Math.min(12, Math.max(0, oldest! + random.between(-5, 5))));
  return [...grades];
}

function isTaught(level: School['level'], grade: number): boolean {
  const [low, high] = gradesOf[level];
  return grade >= low && grade <= high;
}
