import { tablesOf } from '../contract/parts.js';

/** How a table's records are put back. The table's name is also the entity in `change`. */
export interface RevertedKind {
  table: string;
  /** With `student` the key's other half is a student; with `kind` a role of a staff member or guardian. */
  id: string;
  student?: true;
  kind?: true;
  /** The column that says since when the record is archived, ended or closed. */
  ended: string;
  /** The column that says which run made the record what it is now. */
  writer: 'source_run' | 'changed_run';
  /** A column that no two open or archived records of a scope may share. */
  unique?: string;
  /** What else is set on a record that only the reverted run made, as SQL. */
  withdrawn: Readonly<Record<string, string>>;
}

const sourced = { ended: 'archived_at', writer: 'source_run' } as const;
const ofRoster = (table: string): RevertedKind => ({
  ...sourced,
  table,
  id: `${table}_id`,
  withdrawn: { source_line: 'null' },
});

/** Everything whose changes are in the audit but roles and accounts, which follow from these. */
export const recordKinds: readonly RevertedKind[] = [
  ...tablesOf('roster').map(ofRoster),
  // The id came with what is put back; it may be somebody else's.
  {
    ...sourced,
    table: 'guardian',
    id: 'guardian_id',
    unique: 'sis_id',
    withdrawn: { source_line: 'null', sis_id: 'null' },
  },
  {
    ...sourced,
    table: 'guardian_link',
    id: 'guardian_id',
    student: true,
    withdrawn: { source_line: 'null', end_reason: `'reverted'` },
  },
  {
    ...sourced,
    table: 'student_attribute',
    id: 'attribute_id',
    student: true,
    withdrawn: { source_line: 'null', end_reason: `'reverted'` },
  },
];

export const accountKinds: readonly RevertedKind[] = [
  { table: 'account', id: 'account_id', ended: 'closed_at', writer: 'changed_run', withdrawn: {} },
  { table: 'role', id: 'entity_id', kind: true, ended: 'ended_at', writer: 'changed_run', withdrawn: {} },
];
