import type { CopyValue } from '../db/copy.js';
import type { RosterCollection, RosterRows } from './model.js';

/** Between the ids of a list in one staged text; cleaned texts have no control characters. */
export const LIST_SEPARATOR = '\u001f';

/** What stands for a value that is to stay as stored: the same character alone. */
const KEPT = LIST_SEPARATOR;

const kept = (text: string | null): string => text ?? KEPT;
const list = (ids: readonly string[] | null): string => ids?.join(LIST_SEPARATOR) ?? KEPT;
/** Keys in order, so that equal ids are equal texts. */
const json = (ids: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(ids).sort(([a], [b]) => (a < b ? -1 : 1))));

/** Staff with the credential phone that the scope's settings choose, students with their language as a tag. */
export type StagedRows = Omit<RosterRows, 'staff' | 'students'> & {
  staff: RosterRows['staff'] & { credentialPhone: string };
  /** null: as stored. */
  students: Omit<RosterRows['students'], 'language'> & { language: string | null };
};

type Columns<Row> = Readonly<Record<string, (row: Row) => CopyValue>>;

/** The staging tables' columns after `source_id` and `line`, and what stands in them. All are text. */
export const stagedColumns: { [C in RosterCollection]: Columns<StagedRows[C]> } = {
  schools: { name: (row) => row.name, identifier: (row) => row.identifier },
  terms: {
    name: (row) => row.name,
    type: (row) => row.type,
    start_date: (row) => row.startDate,
    end_date: (row) => row.endDate,
    school_year: (row) => row.schoolYear,
    parent_source_id: (row) => row.parentSourceId,
  },
  classrooms: {
    school_source_id: (row) => row.schoolSourceId,
    name: (row) => row.name,
    class_code: (row) => row.classCode,
    class_type: (row) => row.classType,
    course_code: (row) => kept(row.courseCode),
    course_name: (row) => kept(row.courseName),
    grades: (row) => kept(row.grades),
    subjects: (row) => kept(row.subjects),
    periods: (row) => row.periods,
    location: (row) => row.location,
    // Terms have no order: a source that names them in another one has changed nothing.
    term_source_ids: (row) => [...row.termSourceIds].sort().join(','),
  },
  students: {
    school_source_ids: (row) => list(row.schoolSourceIds),
    student_id: (row) => row.studentId ?? row.sourceId,
    student_number: (row) => row.studentNumber,
    state_id: (row) => row.stateId,
    username: (row) => row.username,
    other_ids: (row) => json(row.otherIds),
    first_name: (row) => row.firstName,
    middle_name: (row) => row.middleName,
    last_name: (row) => row.lastName,
    email: (row) => row.email,
    phone: (row) => row.phone,
    grade: (row) => row.grade,
    language: (row) => kept(row.language),
  },
  staff: {
    school_source_ids: (row) => list(row.schoolSourceIds),
    staff_number: (row) => row.staffNumber,
    username: (row) => row.username,
    title: (row) => kept(row.title),
    first_name: (row) => row.firstName,
    middle_name: (row) => row.middleName,
    last_name: (row) => row.lastName,
    email: (row) => row.email,
    sms: (row) => row.sms,
    phone: (row) => row.phone,
    credential_phone: (row) => row.credentialPhone,
  },
  enrollments: {
    class_source_id: (row) => row.classSourceId,
    user_source_id: (row) => row.userSourceId,
    role: (row) => row.role,
    is_primary: (row) => String(row.isPrimary),
    begin_date: (row) => row.beginDate,
    end_date: (row) => row.endDate,
  },
};
