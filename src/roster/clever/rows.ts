import { normalizeEmail } from '../../guardian-file/email.js';
import type { ApiRecord } from '../api/model.js';
import { extrasOf } from '../columns.js';
import { dateOf } from '../dates.js';
import { KEPT } from '../kept.js';
import type { ClassroomRow, EnrollmentRow, SchoolRow, StaffRow, StudentRow, TermRow } from '../model.js';
import type { Mapped, Note } from './batch.js';
import { gradeOf, idOf, idsIn, languageIn, objectIn, schoolYearOf, textIn } from './values.js';

/** What other collections say about the ids that a section refers to. */
export interface References {
  schools: ReadonlySet<string>;
  terms: ReadonlySet<string>;
  courses: ReadonlyMap<string, { name: string; number: string }>;
}

const line = null;

export function schoolRow(school: ApiRecord): SchoolRow {
  const identifier = ['nces_id', 'state_id', 'school_number', 'sis_id'].map((name) => textIn(school, name));
  return {
    sourceId: idOf(school),
    line,
    name: textIn(school, 'name'),
    identifier: identifier.find((id) => id !== '') ?? '',
  };
}

export function termRow(term: ApiRecord, note: Note): TermRow {
  const startDate = date(term, 'start_date', note);
  const endDate = date(term, 'end_date', note);
  return {
    sourceId: idOf(term),
    line,
    name: textIn(term, 'name'),
    type: 'term',
    startDate,
    endDate,
    schoolYear: schoolYearOf([startDate, endDate]),
    parentSourceId: '',
  };
}

export function classroomRow(
  section: ApiRecord,
  { schools, terms, courses }: References,
  note: Note,
): Mapped<ClassroomRow> {
  const schoolSourceId = idOf(section, 'school');
  if (schoolSourceId === '') {
    note('roster-required-missing', 'school');
    return 'error';
  }
  const [termId, courseId] = [idOf(section, 'term_id'), idOf(section, 'course')];
  const course = courses.get(courseId);
  if (!schools.has(schoolSourceId)) note('roster-orphan-reference', 'school', { file: 'schools' });
  if (termId !== '' && !terms.has(termId)) note('roster-orphan-reference', 'term_id', { file: 'terms' });
  if (courseId !== '' && !course) note('roster-orphan-reference', 'course', { file: 'courses' });
  const subject = textIn(section, 'subject');
  return {
    sourceId: idOf(section),
    line,
    schoolSourceId,
    name: textIn(section, 'name'),
    classCode: textIn(section, 'section_number') || textIn(section, 'sis_id'),
    classType: subject === 'homeroom/advisory' ? 'homeroom' : 'scheduled',
    courseCode: course?.number ?? '',
    courseName: course?.name ?? '',
    grades: gradeOf(textIn(section, 'grade')),
    subjects: subject,
    periods: textIn(section, 'period'),
    location: '',
    termSourceIds: termId === '' ? [] : [termId],
  };
}

export function studentRow(user: ApiRecord, note: Note): Mapped<StudentRow> {
  const student = roleOf(user, 'student');
  if (!student) return 'left-out';
  const otherIds: Record<string, string> = {};
  // OneRoster's name for the same id: so it stays one id when the district goes over to another source.
  for (const [name, field] of [
    ['SIS', 'sis_id'],
    ['legacy_id', 'legacy_id'],
  ] as const) {
    if (textIn(student, field) !== '') otherIds[name] = textIn(student, field);
  }
  return Object.assign(personOf(user, [student], note), {
    studentId: textIn(student, 'sis_id'),
    studentNumber: textIn(student, 'student_number'),
    stateId: textIn(student, 'state_id'),
    otherIds,
    phone: phoneIn([student], ['phone', 'sms']),
    grade: gradeOf(textIn(student, 'grade')),
    language: languageIn(student),
    ...extrasOf((field) => textIn(objectIn(student, 'ext'), field)),
  });
}

/** The first of them names a person who is several. */
export const staffRoles = ['teacher', 'district_admin', 'staff'] as const;

export function staffRow(user: ApiRecord, note: Note): Mapped<StaffRow> {
  const [teacher, admin, staff] = staffRoles.map((role) => roleOf(user, role));
  if (!teacher && !admin && !staff) return 'left-out';
  const title = teacher ? 'teacher' : admin ? 'administrator' : textIn(staff, 'title').toLowerCase() || 'staff';
  return Object.assign(personOf(user, [teacher, staff, admin], note), {
    staffNumber: textIn(teacher, 'sis_id') || textIn(staff, 'staff_id') || textIn(teacher, 'teacher_number'),
    title,
    sms: phoneIn([teacher, staff], ['sms']),
    phone: phoneIn([teacher, staff], ['phone']),
  });
}

/** Clever has enrollments in the sections alone. Their ids are made of who is in which, so they stay the same. */
export function enrollmentRows(section: ApiRecord): EnrollmentRow[] {
  const classSourceId = idOf(section);
  const main = idOf(section, 'teacher');
  const students = idsIn(section, 'students');
  const learning = new Set(students);
  const teachers = [...new Set([main, ...idsIn(section, 'teachers')])].filter((id) => id !== '');
  const row = (userSourceId: string, role: string, isPrimary: boolean, sourceId: string) => ({
    sourceId,
    line,
    classSourceId,
    userSourceId,
    role,
    isPrimary,
    beginDate: '',
    endDate: '',
  });
  return [
    ...students.map((id) => row(id, 'student', false, `${classSourceId}-${id}`)),
    ...teachers.map((id) => {
      const pair = `${classSourceId}-${id}`;
      return row(id, 'teacher', id === main, learning.has(id) ? `${pair}-teacher` : pair);
    }),
  ];
}

/** undefined: the user has no such role. */
export function roleOf(user: ApiRecord, role: string): ApiRecord | undefined {
  const roles = objectIn(user, 'roles');
  return roles[role] !== null && typeof roles[role] === 'object' ? objectIn(roles, role) : undefined;
}

/** Clever itself has phones of contacts alone; a district can give others in fields that it adds. */
function phoneIn(roles: readonly (ApiRecord | undefined)[], names: readonly string[]): string {
  const texts = roles.flatMap((role) => names.map((name) => textIn(objectIn(role, 'ext'), name)));
  return texts.find((text) => text !== '') ?? '';
}

/**
 * What a student and a member of staff have in common; the caller adds the rest to it: a spread would cost 2 KB a row.
 *
 * @param roles of the user that count, the main one first
 */
function personOf(user: ApiRecord, roles: readonly (ApiRecord | undefined)[], note: Note) {
  const name = objectIn(user, 'name');
  const [firstName, lastName] = [textIn(name, 'first'), textIn(name, 'last')];
  if (firstName === '' && lastName === '') note('roster-cell-missing', 'name');
  const first = (read: (role: ApiRecord) => string) =>
    roles.map((role) => (role ? read(role) : '')).find(Boolean) ?? '';
  const written = textIn(user, 'email') || first((role) => textIn(role, 'email'));
  const email = written === '' ? '' : normalizeEmail(written);
  if (email === null) note('roster-email-invalid', 'email');
  const schools = roles.flatMap((role) => (role ? [idOf(role, 'school'), ...idsIn(role, 'schools')] : []));
  return {
    sourceId: idOf(user),
    line,
    schoolSourceIds: [...new Set(schools)].filter((id) => id !== ''),
    // Who has no name for logging in of the district's logs in to Clever by email.
    username: first((role) => textIn(objectIn(role, 'credentials'), 'district_username')) || written,
    firstName,
    middleName: textIn(name, 'middle'),
    lastName,
    email: email ?? KEPT,
  };
}

function date(record: ApiRecord, name: string, note: Note): string {
  const text = textIn(record, name);
  if (text === '') return '';
  const value = dateOf(text);
  if (value === null) note('roster-date-invalid', name);
  return value ?? KEPT;
}
