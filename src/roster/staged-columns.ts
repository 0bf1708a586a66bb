import type { CopyValue } from '../db/copy.js';
import { camel, columnsOf } from './columns.js';
import { KEPT } from './kept.js';
import type { RosterCollection, RosterRows } from './model.js';

/** Between the ids of a list in one staged text; cleaned texts have no control characters. */
export const LIST_SEPARATOR = '\u001f';

const list = (ids: readonly string[] | null): string => ids?.join(LIST_SEPARATOR) ?? KEPT;
/** Keys in order, so that equal ids are equal texts. */
const json = (ids: Readonly<Record<string, string>> | null): string =>
  ids === null ? KEPT : JSON.stringify(Object.fromEntries(Object.entries(ids).sort(([a], [b]) => (a < b ? -1 : 1))));

/** Staff with the credential phone that the scope's settings choose. */
export type StagedRows = Omit<RosterRows, 'staff'> & {
  staff: RosterRows['staff'] & { credentialPhone: string };
};

type Columns<Row> = Readonly<Record<string, (row: Row) => CopyValue>>;

/** The columns that are staged as the row has them. */
function texts<C extends RosterCollection>(collection: C): Columns<StagedRows[C]> {
  const own = columnsOf(collection).filter(([, column]) => typeof column === 'string');
  return Object.fromEntries(
    own.map(([name]) => {
      const field = camel(name) as keyof StagedRows[C];
      return [name, (row: StagedRows[C]) => (row[field] as string | undefined) ?? ''];
    }),
  );
}

/** The staging tables' columns after `source_id` and `line`, and what is in them. All are text. */
export const stagedColumns: { [C in RosterCollection]: Columns<StagedRows[C]> } = {
  schools: texts('schools'),
  terms: texts('terms'),
  classrooms: {
    school_source_id: (row) => row.schoolSourceId,
    ...texts('classrooms'),
    // Terms have no order: a source that names them in another one has changed nothing.
    term_source_ids: (row) => (row.termSourceIds && [...row.termSourceIds].sort().join(',')) ?? KEPT,
  },
  students: {
    school_source_ids: (row) => list(row.schoolSourceIds),
    student_id: (row) => row.studentId ?? row.sourceId,
    other_ids: (row) => json(row.otherIds),
    ...texts('students'),
  },
  staff: { school_source_ids: (row) => list(row.schoolSourceIds), ...texts('staff') },
  enrollments: {
    class_source_id: (row) => row.classSourceId,
    user_source_id: (row) => row.userSourceId,
    is_primary: (row) => String(row.isPrimary),
    ...texts('enrollments'),
  },
};
