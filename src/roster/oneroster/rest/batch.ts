import { finding } from '../../../findings/catalogue.js';
import type { RunFinding } from '../../../runs/findings.js';
import type { ApiRecord } from '../../api/model.js';
import type { RosterBatch } from '../../model.js';
import { type ColumnOf, columnsOf, type TableName } from '../columns.js';
import { noteStatus } from '../row-notes.js';
import type { RowsInError } from '../rows-in-error.js';
import type { Mapped, TableRow } from '../table-row.js';
import { isGone } from '../values.js';
import { fieldOf, recordRow, textOf } from './record-row.js';

export type Mapper<T extends TableName, Row> = (row: TableRow<T>, record: ApiRecord) => Mapped<Row>;

/** Says something about a record, and of which of its fields. */
export function noteOf<T extends TableName>(feed: string, id: string, findings: RunFinding[]): TableRow<T>['note'] {
  return (code, column, ...params) => {
    const place = { column: `${feed}.${fieldOf(column ?? 'sourcedId')}` };
    findings.push({ ...finding(code, place, ...params), details: id === '' ? {} : { id } });
  };
}

/**
 * What some records of a collection come to. A record without id could be any: so nothing is taken for absent then.
 *
 * @param inError counts those of the whole collection
 */
export function batchOf<T extends TableName, Row extends object>(
  feed: T,
  records: readonly ApiRecord[],
  map: Mapper<T, Row>,
  inError: RowsInError,
): RosterBatch<Row> & { leftOutIds: string[] } {
  const findings: RunFinding[] = [];
  const batch = { file: null, rows: [] as Row[], errors: [] as RosterBatch<Row>['errors'], findings, cursor: null };
  const [leftOutIds, gone]: [string[], string[]] = [[], []];
  for (const record of records) {
    const sourceId = textOf(record.sourcedId);
    const before = findings.length;
    const mapped = mappedOf(feed, recordRow<T>(record, noteOf(feed, sourceId, findings)), record, map);
    if (mapped === 'error') {
      batch.errors.push({ line: null, sourceId });
      inError.add(findings.slice(before));
    } else if (mapped === 'unknown') batch.errors.push({ line: null, sourceId });
    else if (mapped === 'left-out') {
      leftOutIds.push(sourceId);
      if (isGone(textOf(record.status))) gone.push(sourceId);
    } else batch.rows.push(mapped);
  }
  return { ...batch, gone, leftOut: leftOutIds.length, leftOutIds };
}

/** Roles are no matter of the record alone: 1.2 has them in a list. */
function mappedOf<T extends TableName, Row extends object>(
  feed: T,
  row: TableRow<T>,
  record: ApiRecord,
  map: Mapper<T, Row>,
): Mapped<Row> {
  const { key, expected } = columnsOf(feed, '1.2');
  // Its other fields may be missing.
  if (isGone(row.cell('status' as ColumnOf<T>)) && row.cell(key[0]!) !== '') return 'left-out';
  const missing = key.find((column) => row.cell(column) === '');
  if (missing !== undefined) {
    row.note('roster-required-missing', missing);
    return 'error';
  }
  noteStatus(row);
  for (const column of expected) if (row.cell(column) === '') row.note('roster-cell-missing', column);
  return map(row, record);
}
