import { type SqlScript, sqlScript } from '../db/sql-script.js';
import { columnsOf, desiredColumns } from './columns.js';
import type { RosterCollection } from './model.js';

/** How a collection's records are stored, for the one merge that all of them go through. */
export interface Kind {
  /** Name of the table, and of the entity in `change`. */
  table: string;
  /** What the source sets. The id is `<table>_id`. */
  columns: readonly string[];
  /** Schools are the district's; everything else is of the scope whose sync made it. */
  ofScope: boolean;
  /**
   * Makes the working table `desired_<collection>`: source_id, line and the columns above. `whole`: of rows that say all
   * of them; `keeping`: of rows that may say "as stored".
   */
  desire: { whole: SqlScript; keeping: SqlScript };
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
  const desire = (keeps: boolean) =>
    sqlScript(import.meta.url, `./sql/desired-${sql}.sql`, {
      columns: desiredColumns(collection, keeps),
      keeps: String(keeps),
    });
  return {
    table,
    columns: columnsOf(collection).map(([name]) => name),
    ofScope: true,
    desire: { whole: desire(false), keeping: desire(true) },
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
