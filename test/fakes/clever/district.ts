import { readFileSync } from 'node:fs';
import { writtenPhone } from '../../../src/demo/generator/contacts.js';
import type { DemoDistrict } from '../../../src/demo/generator/model.js';
import { plainLetters } from '../../../src/demo/generator/names.js';
import { seeded } from '../../../src/demo/generator/random.js';
import { referenceFile } from '../../support/reference.js';

/** A record as Clever's Data API gives it. */
export type Entity = { id: string } & Record<string, unknown>;

/** What a fake Clever knows of one district. */
export interface CleverDistrict {
  id: string;
  schools: Entity[];
  terms: Entity[];
  courses: Entity[];
  sections: Entity[];
  /** With their roles. */
  users: Entity[];
}

export const collections = ['schools', 'terms', 'courses', 'sections', 'users'] as const;

/**
 * The district of Clever's own mock bodies. They have no schools, terms and courses: those of the same district as
 * OneRoster, in the derived files next to them. undefined without the reference files.
 */
export function referenceDistrict(): CleverDistrict | undefined {
  const [users, sections, derived] = [
    referenceFile('clever', 'clever-go-mock-users.json'),
    referenceFile('clever', 'clever-go-mock-sections.json'),
    referenceFile('derived-demo-district', 'oneroster-1.1.json'),
  ];
  if (!users || !sections || !derived) return undefined;
  const { orgs, academicSessions, courses } = json(derived) as Record<string, Record<string, string>[]>;
  const district = orgs!.find(({ type }) => type === 'district')!.sourcedId!;
  return {
    id: district,
    schools: orgs!
      .filter(({ type }) => type === 'school')
      .map((org) => ({ id: org.sourcedId!, district, name: org.name, nces_id: org.identifier, mdr_number: null })),
    terms: academicSessions!
      .filter(({ type }) => type !== 'schoolYear')
      .map((term) => ({
        ...{ id: term.sourcedId!, district, name: term.title },
        ...{ start_date: term.startDate, end_date: term.endDate },
      })),
    courses: courses!.map((course) => ({
      ...{ id: course.sourcedId!, district, name: course.title, number: course.courseCode },
    })),
    sections: entities(sections),
    users: entities(users),
  };
}

/** Ids of the mocks stand for the district's own in the files of tokens and of data. */
function entities(file: string): Entity[] {
  return (json(file) as { data: { data: Entity }[] }).data.map(({ data }) => data);
}

function json(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Grades by number, kindergarten 0, as Clever writes them. */
const grade = (number: number): string => (number === 0 ? 'Kindergarten' : String(number));

/** The demo generator's district, as Clever would have it. What Clever has no field for is missing. */
export function demoDistrict(demo: DemoDistrict): CleverDistrict {
  const district = demo.id;
  const random = seeded(demo.seed);
  const user = (id: string, first: string, last: string, email: string, roles: Record<string, unknown>): Entity => ({
    ...{ id, district, email, name: { first, middle: null, last }, roles },
    ...{ created: '2026-08-01T00:00:00.000Z', last_modified: '2026-08-01T00:00:00.000Z' },
  });
  return {
    id: district,
    schools: demo.schools.map(({ id, name, number }) => ({ id, district, name, school_number: number, nces_id: '' })),
    terms: demo.terms.map(({ id, title, start, end }) => ({
      ...{ id, district, name: title, start_date: start, end_date: end },
    })),
    courses: demo.courses.map(({ id, title, code }) => ({ id, district, name: title, number: code })),
    sections: demo.classrooms.map(({ id, title, course, kind, school, terms, period, teacher, students }) => ({
      ...{ id, district, name: title, course: course.id, school: school.id, term_id: terms[0]!.id },
      ...{ period, grade: grade(course.grade), subject: kind === 'homeroom' ? 'homeroom/advisory' : 'other' },
      ...{ section_number: id.slice(6), teacher: teacher.id, teachers: [teacher.id] },
      students: students.map((student) => student.id),
    })),
    users: [
      ...demo.students.map(({ id, stateId, firstName, lastName, grade: number, school }) =>
        user(id, firstName, lastName, '', {
          student: {
            ...{ school: school.id, schools: [school.id], sis_id: id, student_number: stateId, state_id: stateId },
            ...{ grade: grade(number), credentials: { district_username: `${plainLetters(firstName)}${id}` } },
          },
        }),
      ),
      ...demo.staff.map(({ id, role, person: { firstName, lastName, email, mobile }, school }) => {
        // As the OneRoster files of the district spell them.
        const ext = { sms: writtenPhone(random, mobile), phone: writtenPhone(random, school.phone) };
        const teacher = { school: school.id, schools: [school.id], sis_id: id.slice(6), title: 'Teacher', ext };
        const staff = { schools: [school.id], staff_id: id.slice(6), title: role, ext };
        return user(id, firstName, lastName, email, role === 'teacher' ? { teacher } : { staff });
      }),
      ...demoContacts(demo, user),
    ],
  };
}

/** Clever has no other words than these. */
function relationship(word: string): string {
  if (/mother|father|mom|dad/i.test(word)) return /^grand/i.test(word) ? 'Grandparent' : 'Parent';
  return /abuela/i.test(word) ? 'Grandparent' : /aunt|uncle/i.test(word) ? 'Aunt/Uncle' : 'Other';
}

/** A contact's whole name is in `name.last`. */
function demoContacts(
  demo: DemoDistrict,
  user: (...of: [string, string, string, string, Record<string, unknown>]) => Entity,
): Entity[] {
  const guardians = demo.families.flatMap((family) => family.guardians);
  return guardians.map((guardian, n) => {
    const { firstName, lastName, email, mobile } = guardian.person;
    const relations = guardian.children.map(({ id }) => ({
      ...{ student: id, relationship: relationship(guardian.relationship), type: guardian.contactType },
    }));
    const contact = { phone: mobile, phone_type: 'Cell', sis_id: guardian.id, student_relationships: relations };
    const { name: _, ...rest } = user(`CONTACT-${10_000 + n}`, '', '', email, { contact });
    return { ...rest, name: { last: `${firstName} ${lastName}` } } as Entity;
  });
}
