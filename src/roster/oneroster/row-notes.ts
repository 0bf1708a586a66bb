import { KEPT } from '../kept.js';
import type { ColumnOf, TableName } from './columns.js';
import type { TableRow } from './table-row.js';
import { isExtension, type Part, partOf } from './values.js';

/** What the row's role makes of a person; null, and noted, where OneRoster doesn't know it. */
export function partOfRow<T extends 'users' | 'roles' | 'enrollments'>(row: TableRow<T>): Part | null {
  const role = row.cell('role' as ColumnOf<T>);
  const part = partOf(role);
  if (part === null) row.note('roster-role-unknown', 'role' as ColumnOf<T>);
  else if (isExtension(role)) row.note('roster-role-extension', 'role' as ColumnOf<T>);
  return part;
}

const statuses: ReadonlySet<string> = new Set(['', KEPT, 'active', 'tobedeleted', 'inactive']);

/** Says so if OneRoster doesn't know the status of a record, which is not gone then. */
export function noteStatus<T extends TableName>(row: TableRow<T>): void {
  const status = row.cell('status');
  if (!statuses.has(status) && !statuses.has(status.toLowerCase())) row.note('roster-status-unknown', 'status');
}

/** @param table where the record isn't that the column refers to; a server has no files */
export function orphan<T extends TableName>(row: TableRow<T>, column: ColumnOf<T>, table: TableName): void {
  row.note('roster-orphan-reference', column, { file: row.line === null ? table : `${table}.csv` });
}
