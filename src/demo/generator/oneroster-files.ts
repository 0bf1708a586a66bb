import { writtenPhone } from './contacts.js';
import { csvLine } from './csv.js';
import type { DemoDistrict } from './model.js';
import { plainLetters } from './names.js';
import { seeded } from './random.js';
import { gradeCode } from './schools.js';

/** Of OneRoster CSV 1.1: the files that a bulk export may leave out. */
const absent = ['categories', 'classResources', 'courseResources', 'demographics', 'lineItems', 'resources', 'results'];

/** Headers in the order of the binding; status and dateLastModified stay blank in a bulk export. */
const headers = {
  orgs: 'sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId',
  academicSessions: 'sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear',
  courses:
    'sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes',
  classes:
    'sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods',
  users:
    'sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password',
  enrollments:
    'sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate',
} as const;

type Cells = Record<string, string>;

/** A bulk export of the district by file name, UTF-8. Docs: OneRoster 1.1 CSV binding. */
export function oneRosterFiles(district: DemoDistrict): Map<string, string> {
  const tables: Record<keyof typeof headers, Cells[]> = {
    orgs: orgs(district),
    academicSessions: sessions(district),
    courses: courses(district),
    classes: classes(district),
    users: [...staff(district), ...students(district)],
    enrollments: enrollments(district),
  };
  const files = new Map([['manifest.csv', manifest(district)]]);
  for (const [name, rows] of Object.entries(tables)) {
    const header = headers[name as keyof typeof headers].split(',');
    const lines = rows.map((cells) => csvLine(header.map((column) => cells[column] ?? '')));
    files.set(`${name}.csv`, `${[header.join(','), ...lines].join('\r\n')}\r\n`);
  }
  return files;
}

function manifest({ name, id }: DemoDistrict): string {
  const modes = [...Object.keys(headers).map((file) => [file, 'bulk']), ...absent.map((file) => [file, 'absent'])];
  const lines = [
    ['propertyName', 'value'],
    ['manifest.version', '1.0'],
    ['oneroster.version', '1.1'],
    ...modes.map(([file, mode]) => [`file.${file}`, mode!]).sort(),
    ['source.systemName', `${name} SIS`],
    ['source.systemCode', id],
  ];
  return `${lines.map(csvLine).join('\r\n')}\r\n`;
}

function orgs({ id, name, schools }: DemoDistrict): Cells[] {
  return [
    { sourcedId: id, name, type: 'district', identifier: '0207' },
    ...schools.map((school) => ({
      ...{ sourcedId: school.id, name: school.name, type: 'school' },
      ...{ identifier: school.number, parentSourcedId: id },
    })),
  ];
}

function sessions({ terms }: DemoDistrict): Cells[] {
  return terms.map(({ id, title, type, start, end, parent }) => ({
    ...{ sourcedId: id, title, type, startDate: start, endDate: end },
    ...{ parentSourcedId: parent?.id ?? '', schoolYear: '2027' },
  }));
}

function courses({ id: orgSourcedId, courses: all, terms }: DemoDistrict): Cells[] {
  return all.map(({ id, title, code, grade, subject }) => ({
    ...{ sourcedId: id, title, courseCode: code, grades: gradeCode(grade), orgSourcedId },
    ...{ schoolYearSourcedId: terms[0]!.id, subjects: subject, subjectCodes: code.slice(0, 2) },
  }));
}

function classes({ classrooms }: DemoDistrict): Cells[] {
  return classrooms.map(({ id, title, course, kind, school, terms, room, period }) => ({
    ...{ sourcedId: id, title, grades: gradeCode(course.grade), courseSourcedId: course.id, classCode: id.slice(6) },
    ...{ classType: kind, location: `Room ${room}`, schoolSourcedId: school.id, periods: period },
    ...{
      termSourcedIds: terms.map((term) => term.id).join(','),
      subjects: course.subject,
      subjectCodes: course.code.slice(0, 2),
    },
  }));
}

function staff({ staff: all, seed }: DemoDistrict): Cells[] {
  const random = seeded(seed);
  return all.map(({ id, role, person, school }) => ({
    ...{
      sourcedId: id,
      enabledUser: 'true',
      orgSourcedIds: school.id,
      role,
      username: person.email,
      identifier: id.slice(6),
    },
    ...{ givenName: person.firstName, familyName: person.lastName, email: person.email },
    ...{ sms: writtenPhone(random, person.mobile), phone: writtenPhone(random, school.phone) },
  }));
}

function students({ students: all }: DemoDistrict): Cells[] {
  return all.map(({ id, stateId, firstName, lastName, grade, school }) => ({
    ...{ sourcedId: id, enabledUser: 'true', orgSourcedIds: school.id, role: 'student', identifier: stateId },
    ...{ username: `${plainLetters(firstName)}${id}`, userIds: `{State:${stateId}}`, grades: gradeCode(grade) },
    ...{ givenName: firstName, familyName: lastName },
  }));
}

function enrollments({ classrooms }: DemoDistrict): Cells[] {
  const people = classrooms.flatMap((classroom) => [
    { classroom, user: classroom.teacher.id, role: 'teacher', primary: 'true' },
    ...classroom.students.map((student) => ({ classroom, user: student.id, role: 'student', primary: '' })),
  ]);
  return people.map(({ classroom, user, role, primary }) => ({
    // Of the pair, so that nobody's id depends on who else comes or goes.
    ...{
      sourcedId: `ENR-${classroom.id.slice(6)}-${user}`,
      classSourcedId: classroom.id,
      schoolSourcedId: classroom.school.id,
    },
    ...{
      userSourcedId: user,
      role,
      primary,
      beginDate: classroom.terms[0]!.start,
      endDate: classroom.terms.at(-1)!.end,
    },
  }));
}
