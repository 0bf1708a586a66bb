import { type DistrictChange, nameOf } from './differences.js';
import type { DemoDistrict, Family, Guardian, Person } from './model.js';
import { arrive, comeBack, leave } from './movement.js';
import { seeded } from './random.js';

/**
 * What happens in the district between one night and the next, done to it in place: phones change, a family leaves and
 * the last one that left is back, a new one comes, the office notes an id. The same for the same district and step;
 * steps count from 1 and are taken in order.
 *
 * @throws Error when the phone numbers for fiction are used up, after about a hundred steps
 */
export function changeDistrict(district: DemoDistrict, step: number): DistrictChange[] {
  const random = seeded(district.seed * 1009 + step);
  const quiet = district.families.filter((family) => isQuiet(district, family));
  const takeFamily = (): Family => quiet.splice(random.between(0, quiet.length - 1), 1)[0]!;
  const back = district.departed === null ? [] : [comeBack(district, district.departed)];
  return [
    newPhone(district, random.pick(takeFamily().guardians)),
    newPhoneOfTeacher(district, step),
    ...idAdded(district, step),
    ...back,
    leave(district, takeFamily()),
    arrive(district, random, step),
  ];
}

function newPhone({ contacts }: DemoDistrict, guardian: Guardian): DistrictChange {
  const { before, after } = changeMobile(guardian.person, contacts.mobile());
  const name = nameOf(guardian.person);
  return {
    sentence: `${name} has a new mobile phone.`,
    people: [{ entity: 'guardian', effect: 'updated', name, field: { name: 'mobile_phone', before, after } }],
    numbers: { guardians: { updated: 1 }, accounts: { updated: 1 } },
  };
}

/** Of somebody who is a teacher and a parent; the featured mother is the first. Both files bring the new number. */
function newPhoneOfTeacher({ contacts, staff, families }: DemoDistrict, step: number): DistrictChange {
  const parents = new Set(families.flatMap(({ guardians }) => guardians.map(({ person }) => person)));
  const both = staff.map(({ person }) => person).filter((person) => parents.has(person));
  const featured = families[0]!.guardians.find(({ person }) => both.includes(person))!.person;
  const inTurn = [featured, ...both.filter((person) => person !== featured)];
  const person = inTurn[(step - 1) % inTurn.length]!;
  const { before, after } = changeMobile(person, contacts.mobile());
  const name = nameOf(person);
  return {
    sentence: `${name}, teacher and parent, has a new mobile phone in both files, and still one account.`,
    people: [
      { entity: 'staff', effect: 'updated', name, field: { name: 'credential_phone', before, after } },
      { entity: 'guardian', effect: 'updated', name, field: { name: 'mobile_phone', before, after } },
    ],
    numbers: { staff: { updated: 1 }, guardians: { updated: 1 }, accounts: { updated: 1 } },
  };
}

function idAdded({ guardianRows, families }: DemoDistrict, step: number): DistrictChange[] {
  const spoilt = new Set(guardianRows.filter(({ mistake }) => mistake).map(({ guardian }) => guardian));
  const guardian = families
    .flatMap(({ guardians }) => guardians)
    .find((each) => each.id === '' && each.person.mobile !== '' && !spoilt.has(each));
  // One a night, until everybody has one.
  if (!guardian) return [];
  guardian.id = `G${30_000 + step}`;
  const name = nameOf(guardian.person);
  const field = { name: 'sis_id', before: '', after: guardian.id } as const;
  return [
    {
      sentence: `The office gave ${name} an id, ${guardian.id}; it stays the same person.`,
      people: [{ entity: 'guardian', effect: 'updated', name, field }],
      numbers: { guardians: { updated: 1 } },
    },
  ];
}

/** Nobody in it is a teacher, every row is right, and everybody can be told apart by id and contact. */
function isQuiet({ guardianRows, staff, featured }: DemoDistrict, family: Family): boolean {
  const colleagues = new Set(staff.map(({ person }) => person.email));
  const rows = guardianRows.filter(({ student }) => family.students.includes(student));
  const contacts = family.guardians.flatMap(({ person }) => [person.email, person.mobile]);
  return (
    family !== featured &&
    rows.every(({ mistake }) => mistake === null) &&
    family.guardians.every(({ id, person }) => id !== '' && !colleagues.has(person.email)) &&
    !contacts.includes('') &&
    new Set(contacts).size === contacts.length
  );
}

/** Both as the directory writes them. */
function changeMobile(person: Person, mobile: string): { before: string; after: string } {
  const before = `+1${person.mobile}`;
  person.mobile = mobile;
  return { before, after: `+1${mobile}` };
}
