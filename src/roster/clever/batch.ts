import { type FindingParams, finding, type RosterFindingCode } from '../../findings/catalogue.js';
import type { RunFinding } from '../../runs/findings.js';
import type { ApiRecord } from '../api/model.js';
import type { RosterBatch } from '../model.js';
import { idOf } from './values.js';

/** `left-out`: nothing of it is synced, and that is right. `error`: the record can't be used; it has noted why. */
export type Mapped<Row> = Row | 'left-out' | 'error';

/** Says something about the record at hand, and of which of its fields. */
export type Note = <Code extends RosterFindingCode>(code: Code, field: string, ...params: FindingParams<Code>) => void;

/** @returns a row, or all that a record is made into */
export type RecordMapper<Row> = (record: ApiRecord, note: Note) => Mapped<Row> | Row[];

/** What records come to, as a batch. A record without id could be any: so nothing is taken for absent then. */
export function batchOf<Row extends object>(
  records: readonly ApiRecord[],
  map: RecordMapper<Row>,
  feed: string,
): RosterBatch<Row> {
  const findings: RunFinding[] = [];
  const batch: RosterBatch<Row> = { file: null, rows: [], errors: [], findings, leftOut: 0, cursor: null };
  for (const record of records) {
    const id = idOf(record);
    const note: Note = (code, field, ...params) => {
      const place = { column: `${feed}.${field}` };
      findings.push({ ...finding(code, place, ...params), details: id === '' ? {} : { id } });
    };
    let mapped: Mapped<Row> | Row[] = 'error';
    if (id === '') note('roster-required-missing', 'id');
    else mapped = map(record, note);
    if (mapped === 'error') batch.errors.push({ line: null, sourceId: id });
    else if (mapped === 'left-out') batch.leftOut++;
    else if (Array.isArray(mapped)) for (const row of mapped) batch.rows.push(row);
    else batch.rows.push(mapped);
  }
  return batch;
}
