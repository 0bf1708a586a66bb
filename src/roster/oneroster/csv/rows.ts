import { normaliseEmail } from '../../../guardian-file/email.js';
import type { ClassroomRow, EnrollmentRow, SchoolRow, StaffRow, StudentRow, TermRow } from '../../model.js';
import { dateOf, isGone, isTrue, listOf, type Part, partOf, userIdsOf } from '../values.js';
import type { ColumnOf, TableName } from './columns.js';
import type { Mapped, TableRow } from './read-table.js';

/** What other files of the set say about the ids that a row refers to. */
export interface Course {
  title: string;
  code: string;
  grades: string;
  subjects: string;
}
export interface References {
  /** Ids of all organisations; null where nothing is known. */
  orgs: ReadonlySet<string>;
  /** null: the set has no such file. */
  terms: ReadonlySet<string> | null;
  courses: ReadonlyMap<string, Course> | null;
}

export function schoolRow(row: TableRow<'orgs'>): Mapped<SchoolRow> {
  if (isGone(row.cell('status')) || row.cell('type').toLowerCase() !== 'school') return 'left-out';
  return {
    sourceId: row.cell('sourcedId'),
    line: row.line,
    name: row.cell('name'),
    identifier: row.cell('identifier'),
  };
}

export function termRow(row: TableRow<'academicSessions'>): Mapped<TermRow> {
  if (isGone(row.cell('status'))) return 'left-out';
  return {
    sourceId: row.cell('sourcedId'),
    line: row.line,
    name: row.cell('title'),
    type: row.cell('type'),
    startDate: date(row, 'startDate'),
    endDate: date(row, 'endDate'),
    schoolYear: row.cell('schoolYear'),
    parentSourceId: row.cell('parentSourcedId'),
  };
}

export function classroomRow(row: TableRow<'classes'>, { orgs, terms, courses }: References): Mapped<ClassroomRow> {
  if (isGone(row.cell('status'))) return 'left-out';
  const course = courses?.get(row.cell('courseSourcedId'));
  if (courses && !course) orphan(row, 'courseSourcedId', 'courses.csv');
  if (!orgs.has(row.cell('schoolSourcedId'))) orphan(row, 'schoolSourcedId', 'orgs.csv');
  const termSourceIds = listOf(row.cell('termSourcedIds'));
  if (terms && !termSourceIds.every((id) => terms.has(id))) orphan(row, 'termSourcedIds', 'academicSessions.csv');
  return {
    sourceId: row.cell('sourcedId'),
    line: row.line,
    schoolSourceId: row.cell('schoolSourcedId'),
    name: row.cell('title'),
    classCode: row.cell('classCode'),
    classType: row.cell('classType').toLowerCase(),
    courseCode: course?.code ?? '',
    courseName: course?.title ?? '',
    grades: row.cell('grades') || (course?.grades ?? ''),
    subjects: row.cell('subjects') || (course?.subjects ?? ''),
    periods: row.cell('periods'),
    location: row.cell('location'),
    termSourceIds,
  };
}

export function studentRow(row: TableRow<'users'>, references: References): Mapped<StudentRow> {
  const part = partOfUser(row);
  if (part !== 'student') return part === 'unknown' ? 'error' : 'left-out';
  const ids = userIdsOf(row.cell('userIds'));
  if (ids === null) row.note('roster-user-ids-invalid', 'userIds');
  const otherIds: Record<string, string> = {};
  let stateId = '';
  for (const [type, id] of ids ?? []) {
    if (stateId === '' && /^state/i.test(type)) stateId = id;
    else otherIds[type] = id;
  }
  return {
    ...personOf(row, references),
    studentNumber: row.cell('identifier'),
    stateId,
    otherIds,
    phone: row.cell('phone') || row.cell('sms'),
    grade: row.cell('grades'),
  };
}

export function staffRow(row: TableRow<'users'>, references: References): Mapped<StaffRow> {
  const part = partOfUser(row);
  if (part !== 'staff') return part === 'unknown' ? 'error' : 'left-out';
  return {
    ...personOf(row, references),
    staffNumber: row.cell('identifier'),
    title: row.cell('role').toLowerCase(),
    sms: row.cell('sms'),
    phone: row.cell('phone'),
  };
}

export function enrollmentRow(row: TableRow<'enrollments'>): Mapped<EnrollmentRow> {
  if (isGone(row.cell('status'))) return 'left-out';
  const part = partOf(row.cell('role'));
  if (part === null) row.note('roster-role-unknown', 'role');
  if (part === null || part === 'other') return part === null ? 'error' : 'left-out';
  return {
    sourceId: row.cell('sourcedId'),
    line: row.line,
    classSourceId: row.cell('classSourcedId'),
    userSourceId: row.cell('userSourcedId'),
    role: row.cell('role').toLowerCase(),
    isPrimary: isTrue(row.cell('primary')),
    beginDate: date(row, 'beginDate'),
    endDate: date(row, 'endDate'),
  };
}

function partOfUser(row: TableRow<'users'>): Part | 'unknown' {
  if (isGone(row.cell('status'))) return 'other';
  const part = partOf(row.cell('role'));
  if (part === null) row.note('roster-role-unknown', 'role');
  return part ?? 'unknown';
}

function personOf(row: TableRow<'users'>, { orgs }: References) {
  const schoolSourceIds = listOf(row.cell('orgSourcedIds'));
  if (!schoolSourceIds.every((id) => orgs.has(id))) orphan(row, 'orgSourcedIds', 'orgs.csv');
  const [firstName, lastName] = [row.cell('givenName'), row.cell('familyName')];
  if (firstName === '' && lastName === '') row.note('roster-cell-missing', 'familyName');
  const email = normaliseEmail(row.cell('email'));
  if (email === null && row.cell('email') !== '') row.note('roster-email-invalid', 'email');
  return {
    sourceId: row.cell('sourcedId'),
    line: row.line,
    schoolSourceIds,
    username: row.cell('username'),
    firstName,
    middleName: row.cell('middleName'),
    lastName,
    email: email ?? '',
  };
}

function orphan<T extends TableName>(row: TableRow<T>, column: ColumnOf<T>, file: string): void {
  row.note('roster-orphan-reference', column, { file });
}

function date<T extends TableName>(row: TableRow<T>, column: ColumnOf<T>): string {
  const text = row.cell(column);
  const value = dateOf(text);
  if (value === null && text !== '') row.note('roster-date-invalid', column);
  return value ?? '';
}
