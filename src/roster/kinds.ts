import { type SqlScript, sqlScript } from '../db/sql-script.js';
import type { RosterCollection } from './model.js';

/** How a collection's records are stored, for the one merge that all of them go through. */
export interface Kind {
  /** Name of the table, and of the entity in `change`. */
  table: string;
  /** What the source sets. The id is `<table>_id`. */
  columns: readonly string[];
  /** Schools are the district's; everything else is of the scope whose sync made it. */
  ofScope: boolean;
  /** Makes the temporary table `desired_<collection>`: source_id, line and the columns above. */
  desire: SqlScript;
  /** Tables of the records that it hangs on: when one of those is archived, it goes too. */
  hangsOn: readonly string[];
  /** The threshold watches it. */
  watched: boolean;
}

const desire = (collection: RosterCollection) => sqlScript(import.meta.url, `./sql/desired-${collection}.sql`);
const base = { ofScope: true, hangsOn: [] as readonly string[], watched: true };

export const kinds: Readonly<Record<RosterCollection, Kind>> = {
  schools: {
    ...base,
    table: 'school',
    columns: ['name', 'identifier'],
    desire: desire('schools'),
    ofScope: false,
    watched: false,
  },
  terms: {
    ...base,
    table: 'term',
    columns: ['name', 'type', 'start_date', 'end_date', 'school_year', 'parent_source_id'],
    desire: desire('terms'),
    watched: false,
  },
  classrooms: {
    ...base,
    table: 'classroom',
    columns: [
      'school_id',
      'name',
      'class_code',
      'class_type',
      'course_code',
      'course_name',
      'grades',
      'subjects',
      'periods',
      'location',
      'term_source_ids',
    ],
    desire: desire('classrooms'),
  },
  students: {
    ...base,
    table: 'student',
    columns: [
      'school_id',
      'school_ids',
      'sis_id',
      'student_number',
      'state_id',
      'username',
      'other_ids',
      'first_name',
      'middle_name',
      'last_name',
      'email',
      'phone',
      'grade',
      'language',
    ],
    desire: desire('students'),
  },
  staff: {
    ...base,
    table: 'staff',
    columns: [
      'school_id',
      'school_ids',
      'staff_number',
      'username',
      'title',
      'first_name',
      'middle_name',
      'last_name',
      'email',
      'sms',
      'phone',
      'credential_phone',
    ],
    desire: desire('staff'),
  },
  enrollments: {
    ...base,
    table: 'enrollment',
    columns: ['classroom_id', 'student_id', 'staff_id', 'role', 'is_primary', 'begin_date', 'end_date'],
    desire: desire('enrollments'),
    hangsOn: ['classroom', 'student', 'staff'],
  },
};
