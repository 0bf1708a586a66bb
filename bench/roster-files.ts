import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import path from 'node:path';

export interface RosterSize {
  students: number;
  staff: number;
  classes: number;
  enrollmentsPerStudent: number;
  schools: number;
}

/** OneRoster CSV 1.1 bulk files of a made-up district; students' sourcedIds are S0000000 and on, as in the guardian file. */
export async function writeRosterFiles(folder: string, size: RosterSize): Promise<void> {
  const { students, staff, classes, enrollmentsPerStudent, schools } = size;
  const write = (name: string, header: string, rows: Iterable<string>) =>
    writeLines(path.join(folder, name), header, rows);
  const school = (n: number) => `school-${n % schools}`;
  await write('manifest.csv', 'propertyName,value', [
    ...['manifest.version,1.0', 'oneroster.version,1.1'],
    ...['academicSessions', 'classes', 'courses', 'enrollments', 'orgs', 'users'].map((file) => `file.${file},bulk`),
  ]);
  await write(
    'orgs.csv',
    'sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId',
    each(schools, (n) => `school-${n},,,School ${n},school,${n},`),
  );
  await write(
    'academicSessions.csv',
    'sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear',
    ['year,,,2026-2027,schoolYear,2026-08-17,2027-06-11,,2027'],
  );
  await write(
    'courses.csv',
    'sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes',
    ['course,,,year,Course,C1,05,school-0,,'],
  );
  await write(
    'classes.csv',
    'sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods',
    each(classes, (n) => `class-${n},,,Class ${n},05,course,C${n},scheduled,,${school(n)},year,,,${n % 8}`),
  );
  await write('users.csv', usersHeader, people(students, staff, school));
  await write(
    'enrollments.csv',
    'sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate',
    enrollments(students, classes, enrollmentsPerStudent, school),
  );
}

const usersHeader =
  'sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password';

export const studentId = (n: number): string => `S${String(n).padStart(7, '0')}`;

function* people(students: number, staff: number, school: (n: number) => string): Generator<string> {
  for (let n = 0; n < students; n += 1) {
    yield `${studentId(n)},,,true,${school(n)},student,s${n},{SIS:${n}},Student,Number ${n},,${100_000 + n},s${n}@students.example.org,,,,05,`;
  }
  for (let n = 0; n < staff; n += 1) {
    yield `T${n},,,true,${school(n)},teacher,t${n},,Teacher,Number ${n},,T${n},t${n}@example.org,,,,,`;
  }
}

function* enrollments(
  students: number,
  classes: number,
  perStudent: number,
  school: (n: number) => string,
): Generator<string> {
  for (let n = 0; n < students; n += 1) {
    for (let k = 0; k < perStudent; k += 1) {
      const taken = (n + k * 997) % classes;
      yield `e-${n}-${k},,,class-${taken},${school(taken)},${studentId(n)},student,false,,`;
    }
  }
}

function* each(count: number, line: (n: number) => string): Generator<string> {
  for (let n = 0; n < count; n += 1) yield line(n);
}

async function writeLines(file: string, header: string, rows: Iterable<string>): Promise<void> {
  const stream = createWriteStream(file);
  let text = `${header}\r\n`;
  for (const row of rows) {
    text += `${row}\r\n`;
    if (text.length > 1 << 20) {
      if (!stream.write(text)) await once(stream, 'drain');
      text = '';
    }
  }
  stream.end(text);
  await once(stream, 'close');
}
