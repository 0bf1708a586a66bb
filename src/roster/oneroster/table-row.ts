import type { FindingParams, RosterFindingCode } from '../../findings/catalogue.js';
import type { ColumnOf, TableName } from './columns.js';

/** One row of a file, or a record as the row that it would be, and what there is to say about it. */
export interface TableRow<T extends TableName> {
  /** null: of a source without lines. */
  line: number | null;
  /** Cleaned; '' where the file has no such column, KEPT if the value is lost. */
  cell(column: ColumnOf<T>): string;
  /** The ids of a list; null if one is lost. */
  list(column: ColumnOf<T>): string[] | null;
  note<Code extends RosterFindingCode>(code: Code, column?: ColumnOf<T>, ...params: FindingParams<Code>): void;
}

/**
 * `left-out`: nothing of it is synced, and that is right. `unknown`: what it is isn't known here, so what is stored of it
 * stays. `error`: the row can't be used, and stored values stay, too; of many such rows the file is wrong as a whole. It
 * has noted why.
 */
export type Mapped<Row> = Row | 'left-out' | 'unknown' | 'error';
export type RowMapper<T extends TableName, Row> = (row: TableRow<T>) => Mapped<Row>;
