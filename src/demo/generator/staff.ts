import type { Contacts } from './contacts.js';
import type { Person, School, SchoolLevel, StaffMember } from './model.js';
import { firstName, pickOrigin } from './names.js';
import type { Random } from './random.js';

/** With a principal and an aide in each of 3 + 1 + 1 schools: 90. */
const teachers: Record<SchoolLevel, number> = { elementary: 14, middle: 16, high: 22 };
const mailHost = 'maple.example.org';

/** The mother of the family that the demo shows teaches at the high school. */
export const featuredTeacher = { firstName: 'Marisol', lastName: 'Núñez' };

export function makeStaff(random: Random, contacts: Contacts, schools: readonly School[]): StaffMember[] {
  const staff: StaffMember[] = [];
  const hire = (role: StaffMember['role'], school: School, name = anyName(random)) => {
    const person: Person = {
      ...name,
      email: contacts.email(name.firstName, name.lastName, mailHost),
      mobile: contacts.mobile(),
    };
    staff.push({ id: `STAFF-${1000 + staff.length + 1}`, role, person, school });
  };
  for (const school of schools) {
    hire('administrator', school);
    hire('aide', school);
    for (let n = 0; n < teachers[school.level]; n++) {
      hire('teacher', school, school.level === 'high' && n === 0 ? featuredTeacher : undefined);
    }
  }
  return staff;
}

function anyName(random: Random): { firstName: string; lastName: string } {
  const names = pickOrigin(random);
  return {
    firstName: firstName(random, names, random.chance(0.7) ? 'woman' : 'man'),
    lastName: random.pick(names.families),
  };
}
