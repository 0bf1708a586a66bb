import { finding } from '../../../findings/catalogue.js';
import type { NoteDamage } from '../../../guardian-file/cells.js';
import { cleanText } from '../../../guardian-file/text.js';
import type { RunFinding } from '../../../runs/findings.js';
import { aliases, type ColumnOf, type TableColumns, type TableName, unofficial, unread } from '../columns.js';
import { type CleanCell, cleanerOf } from './cells.js';
import { refused } from './failures.js';

/** A cell of the row by its column's name; '' where the file has no such column, KEPT if its value is lost. Cleaned. */
export type CellReader<T extends TableName> = (
  cells: readonly string[],
  column: ColumnOf<T>,
  note: NoteDamage,
) => string;

/** Longest header that a notice quotes. */
const QUOTED = 60;

/**
 * Finds the columns by name, without regard to letter case and order.
 *
 * @throws SyncFailure `RosterColumnMissing`, `RosterColumnTwice`
 */
export function readHeader<T extends TableName>(
  { required, optional }: TableColumns<T>,
  file: string,
  header: readonly string[],
): { cell: CellReader<T>; findings: RunFinding[] } {
  const found = new Map<string, number>();
  const names = header.map(cleanText);
  for (const [index, name] of names.entries()) {
    const key = name.toLowerCase();
    if (key === '') continue;
    if (found.has(key))
      throw refused('RosterColumnTwice', `The roster file ${file} has one column twice. Keep one of them.`, {
        what: 'Columns found',
        names,
      });
    found.set(key, index);
  }
  const findings: RunFinding[] = [];
  const columns = new Map<string, { index: number; clean: CleanCell }>();
  for (const column of [...required, ...optional]) {
    const name = [column, ...(aliases[column] ?? [])].find((each) => found.has(each.toLowerCase()));
    if (name === undefined) continue;
    const key = name.toLowerCase();
    columns.set(column, { index: found.get(key)!, clean: cleanerOf(column) });
    found.delete(key);
    if (name !== column && !unofficial.has(column))
      findings.push(finding('roster-column-renamed', { file, column }, { header: name }));
  }
  assertComplete(file, required, columns, names);
  const ignored = [...found.keys()].filter((key) => !key.startsWith('metadata.') && !unread.has(key));
  if (ignored.length > 0) {
    const list = ignored.map((key) =>
      names[header.findIndex((_, i) => names[i]!.toLowerCase() === key)]!.slice(0, QUOTED),
    );
    findings.push(finding('roster-column-ignored', { file }, { columns: list.join(', ') }));
  }
  return {
    cell: (cells, column, note) => {
      const place = columns.get(column);
      const cell = place && cells[place.index];
      return cell ? place.clean(cell, note) : '';
    },
    findings,
  };
}

function assertComplete(
  file: string,
  required: readonly string[],
  columns: ReadonlyMap<string, unknown>,
  names: readonly string[],
): void {
  const missing = required.filter((column) => !columns.has(column));
  if (missing.length === 0) return;
  const plural = missing.length > 1 ? 'columns' : 'column';
  throw refused(
    'RosterColumnMissing',
    `The roster file ${file} lacks the ${plural} ${missing.join(', ')}. Nothing was applied; export it as OneRoster CSV 1.1 or 1.2.`,
    { what: 'Columns found', names },
  );
}
