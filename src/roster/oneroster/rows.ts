import { normalizeEmail } from '../../guardian-file/email.js';
import { extrasOf } from '../columns.js';
import { dateOf } from '../dates.js';
import { KEPT } from '../kept.js';
import type { ClassroomRow, EnrollmentRow, SchoolRow, StaffRow, StudentRow, TermRow } from '../model.js';
import type { ColumnOf, TableName } from './columns.js';
import { orphan, partOfRow } from './row-notes.js';
import type { Mapped, TableRow } from './table-row.js';
import { type UserRole, withoutRole } from './user-roles.js';
import { isGone, isTrue, partOf, titleOf, userIdsOf } from './values.js';

/** What other files of the set say about the ids that a row refers to. */
export interface Course {
  title: string;
  code: string;
  grades: string;
  subjects: string;
}
export interface References {
  /** Ids of all organizations; null: not all of them are known. */
  orgs: ReadonlySet<string> | null;
  /** null: the set has no such file. */
  terms: ReadonlySet<string> | null;
  courses: ReadonlyMap<string, Course> | null;
  /** The courses are changes alone: of one that is not among them what the classroom says already stays. */
  coursesChanged?: boolean;
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

export function classroomRow(row: TableRow<'classes'>, references: References): Mapped<ClassroomRow> {
  if (isGone(row.cell('status'))) return 'left-out';
  const { orgs, terms, courses, coursesChanged = false } = references;
  const courseSourceId = row.cell('courseSourcedId');
  const course = courses?.get(courseSourceId);
  const isLost = courseSourceId === KEPT;
  if (courses && !course && !coursesChanged && !isLost) {
    if (courseSourceId === '') row.note('roster-course-missing', 'courseSourcedId');
    else orphan(row, 'courseSourcedId', 'courses');
  }
  const unsaid = isLost || (coursesChanged && courseSourceId !== '') ? KEPT : '';
  if (orgs && !orgs.has(row.cell('schoolSourcedId'))) orphan(row, 'schoolSourcedId', 'orgs');
  const termSourceIds = row.list('termSourcedIds');
  if (terms && termSourceIds?.every((id) => terms.has(id)) === false) orphan(row, 'termSourcedIds', 'academicSessions');
  return {
    sourceId: row.cell('sourcedId'),
    line: row.line,
    schoolSourceId: row.cell('schoolSourcedId'),
    name: row.cell('title'),
    classCode: row.cell('classCode'),
    classType: row.cell('classType').toLowerCase(),
    courseCode: course?.code ?? unsaid,
    courseName: course?.title ?? unsaid,
    grades: row.cell('grades') || (course?.grades ?? unsaid),
    subjects: row.cell('subjects') || (course?.subjects ?? unsaid),
    periods: row.cell('periods'),
    location: row.cell('location'),
    termSourceIds,
  };
}

/** @param roles of the user, the main one first; null: those that are stored */
export function studentRow(row: TableRow<'users'>, roles: readonly UserRole[] | null): Mapped<StudentRow> {
  const own = roles?.filter(({ role }) => partOf(role) === 'student') ?? null;
  if (roles && own?.length === 0) return withoutRole(roles);
  const userIds = row.cell('userIds');
  const ids = userIds === KEPT ? null : userIdsOf(userIds);
  if (ids === null && userIds !== KEPT) row.note('roster-user-ids-invalid', 'userIds');
  const otherIds: Record<string, string> | null = ids && {};
  let stateId = ids ? '' : KEPT;
  for (const [type, id] of ids ?? []) {
    if (stateId === '' && /^state/i.test(type)) stateId = id;
    else otherIds![type] = id;
  }
  return Object.assign(personOf(row, own), {
    studentNumber: row.cell('identifier'),
    stateId,
    otherIds,
    phone: row.cell('phone') || row.cell('sms'),
    grade: row.cell('grades'),
    language: row.cell('language'),
    ...extrasOf((field) => row.cell(field)),
  });
}

/** @param roles of the user, the main one first; null: those that are stored */
export function staffRow(row: TableRow<'users'>, roles: readonly UserRole[] | null): Mapped<StaffRow> {
  const own = roles?.filter(({ role }) => partOf(role) === 'staff') ?? null;
  if (roles && own?.length === 0) return withoutRole(roles);
  return Object.assign(personOf(row, own), {
    staffNumber: row.cell('identifier'),
    title: own ? titleOf(own[0]!.role) : KEPT,
    sms: row.cell('sms'),
    phone: row.cell('phone'),
  });
}

export function enrollmentRow(row: TableRow<'enrollments'>): Mapped<EnrollmentRow> {
  if (isGone(row.cell('status'))) return 'left-out';
  const part = partOfRow(row);
  if (part === null || part === 'other') return part === null ? 'unknown' : 'left-out';
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

/** What a student and a member of staff have in common; the caller adds the rest to it: a spread would cost 2 KB a row. */
function personOf(row: TableRow<'users'>, roles: readonly UserRole[] | null) {
  const [firstName, lastName] = [row.cell('givenName'), row.cell('familyName')];
  if (firstName === '' && lastName === '') row.note('roster-cell-missing', 'familyName');
  return {
    sourceId: row.cell('sourcedId'),
    line: row.line,
    schoolSourceIds: schoolsOf(roles),
    username: row.cell('username'),
    firstName,
    middleName: row.cell('middleName'),
    lastName,
    email: emailOf(row),
  };
}

function schoolsOf(roles: readonly UserRole[] | null): string[] | null {
  const ids = new Set<string>();
  for (const { orgSourceIds } of roles ?? []) {
    if (orgSourceIds === null) return null;
    for (const id of orgSourceIds) ids.add(id);
  }
  return roles && [...ids];
}

function date<T extends TableName>(row: TableRow<T>, column: ColumnOf<T>): string {
  const text = row.cell(column);
  if (text === '' || text === KEPT) return text;
  const value = dateOf(text);
  if (value === null) row.note('roster-date-invalid', column);
  return value ?? KEPT;
}

function emailOf(row: TableRow<'users'>): string {
  const text = row.cell('email');
  if (text === '' || text === KEPT) return text;
  const email = normalizeEmail(text);
  if (email === null) row.note('roster-email-invalid', 'email');
  return email ?? KEPT;
}
