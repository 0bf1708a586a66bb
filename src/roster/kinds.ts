import { type SqlScript, sqlScript } from '../db/sql-script.js';
import { columnsOf, desiredColumns, keptColumns } from './columns.js';
import type { RosterCollection } from './model.js';

/** How a collection's records are stored, for the one merge that all of them go through. */
export interface Kind {
  /** Name of the table, and of the entity in `change`. */
  table: string;
  /** What the source sets. The id is `<table>_id`. */
  columns: readonly string[];
  /** Schools are the district's; everything else is of the scope whose sync made it. */
  ofScope: boolean;
  /** Makes the working table `desired_<collection>`: source_id, line and the columns above. */
  desire: SqlScript;
  /** Tables of the records that it hangs on: when one of those is archived, it goes too. */
  hangsOn: readonly string[];
  /** The threshold watches it. */
  watched: boolean;
}

function kind(
  collection: RosterCollection,
  table: string,
  { sql = collection, ...differences }: Partial<Kind> & { sql?: string } = {},
): Kind {
  const fragments = { columns: desiredColumns(collection), kept: keptColumns(collection) };
  return {
    table,
    columns: columnsOf(collection).map(([name]) => name),
    ofScope: true,
    desire: sqlScript(import.meta.url, `./sql/desired-${sql}.sql`, fragments),
    hangsOn: [],
    watched: true,
    ...differences,
  };
}

export const kinds: Readonly<Record<RosterCollection, Kind>> = {
  schools: kind('schools', 'school', { ofScope: false, watched: false }),
  terms: kind('terms', 'term', { watched: false }),
  classrooms: kind('classrooms', 'classroom'),
  students: kind('students', 'student', { sql: 'people' }),
  staff: kind('staff', 'staff', { sql: 'people' }),
  enrollments: kind('enrollments', 'enrollment', { hangsOn: ['classroom', 'student', 'staff'] }),
};
