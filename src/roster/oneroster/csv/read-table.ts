import type { StoredFile } from '../../../archives/stored-file.js';
import { type FindingParams, finding, type RosterFindingCode } from '../../../findings/catalogue.js';
import type { CellDamage } from '../../../guardian-file/cells.js';
import { DELIMITER_NAMES } from '../../../guardian-file/delimiter.js';
import { isNoteCode } from '../../../guardian-file/file-notes.js';
import type { Place } from '../../../guardian-file/finding-kinds.js';
import type { RunFinding } from '../../../runs/findings.js';
import { KEPT } from '../../kept.js';
import type { RosterBatch } from '../../model.js';
import type { ColumnOf, TableColumns, TableName } from '../columns.js';
import { noteStatus } from '../row-notes.js';
import { RowsInError } from '../rows-in-error.js';
import type { Mapped, RowMapper, TableRow } from '../table-row.js';
import { isGone, listOf } from '../values.js';
import { damagedFile } from './failures.js';
import { type CellReader, readHeader } from './header.js';
import { type FileStart, readRecords } from './read-records.js';
import type { CsvRecord } from './record-reader.js';

/** Damage of a key is told with its row. */
const silent = () => {};

/** How the rows of a table are read. */
export interface TableReading<T extends TableName, Row> {
  columns: TableColumns<T>;
  map: RowMapper<T, Row>;
  /** The file holds changes alone: records that it says are gone, or that are none of these any more, are `removed`. */
  changesOnly?: boolean;
  /** Rows that say that their record is gone are mapped as well: they are not of the record itself. */
  mapsGone?: boolean;
  /** Called with the ids of a batch's records before its rows are mapped. */
  before?: (ids: readonly string[]) => Promise<void>;
}

/**
 * Reads a file of the set in batches.
 *
 * @param from the cursor of a batch: the line after which to go on
 * @throws SyncFailure `RosterColumnMissing`, `RosterColumnTwice`, `RosterFileDamaged`
 */
export async function* readTable<T extends TableName, Row extends object>(
  file: StoredFile,
  reading: TableReading<T, Row>,
  from?: string,
): AsyncGenerator<RosterBatch<Row>> {
  const { columns, before, changesOnly = false } = reading;
  const after = from === undefined ? 0 : Number(from);
  let waiting: { batch: RosterBatch<Row>; lastLine: number } | null = null;
  let rows: RowReader<T, Row> | null = null;
  let findings: RunFinding[] = [];
  const onStart = (start: FileStart) => {
    const header = readHeader(columns, file.name, start.header);
    rows = new RowReader(reading, file.name, header.cell, start.header.length);
    findings = after === 0 ? [...fileNotices(file.name, start), ...header.findings] : [];
  };
  for await (const records of readRecords(file, onStart)) {
    const left = records.filter(({ line }) => line > after);
    if (left.length === 0 || !rows) continue;
    const reader = rows as RowReader<T, Row>;
    await before?.(left.map((record) => reader.idOf(record)));
    const batch = reader.read(left);
    if (waiting) yield { ...waiting.batch, cursor: String(waiting.lastLine) };
    batch.findings.unshift(...findings);
    findings = [];
    waiting = { batch, lastLine: left.at(-1)!.line };
  }
  (rows as RowReader<T, Row> | null)?.assertUsable();
  const empty = { file: file.name, rows: [], errors: [], findings, leftOut: 0, cursor: null };
  yield waiting?.batch ?? (changesOnly ? { ...empty, changesOnly } : empty);
}

class RowReader<T extends TableName, Row extends object> {
  readonly #columns: TableColumns<T>;
  readonly #file: string;
  readonly #cell: CellReader<T>;
  readonly #width: number;
  readonly #reading: TableReading<T, Row>;
  readonly #inError = new RowsInError();
  #read = 0;
  /** The cell that is being read. */
  #at: { findings: RunFinding[]; line: number; column: string } = { findings: [], line: 0, column: '' };
  /** Made once: one for each cell would cost more than reading it. */
  readonly #noteDamage = (code: CellDamage) => {
    const { findings, line, column } = this.#at;
    if (!isNoted(findings, code, line, column)) findings.push(damageFinding(code, { file: this.#file, line, column }));
  };

  constructor(reading: TableReading<T, Row>, file: string, cell: CellReader<T>, width: number) {
    this.#columns = reading.columns;
    this.#file = file;
    this.#cell = cell;
    this.#width = width;
    this.#reading = reading;
  }

  /** Whose record it is; '' where that can't be read. */
  idOf({ cells }: CsvRecord): string {
    const id = this.#cell(cells, this.#columns.key[0]!, silent);
    return id === KEPT ? '' : id;
  }

  /** The batch of some records, as the last one. */
  read(records: readonly CsvRecord[]): RosterBatch<Row> {
    const batch: RosterBatch<Row> = { file: this.#file, rows: [], errors: [], findings: [], leftOut: 0, cursor: null };
    const [removed, gone]: [string[], string[]] = [[], []];
    for (const record of records) {
      this.#read++;
      const before = batch.findings.length;
      const mapped = this.#mapped(record, batch.findings);
      if (mapped === 'error' || mapped === 'unknown') {
        batch.errors.push({ line: record.line, sourceId: this.idOf(record) });
        if (mapped === 'error') this.#inError.add(batch.findings.slice(before));
      } else if (mapped === 'left-out') {
        batch.leftOut++;
        removed.push(this.idOf(record));
        if (isGone(this.#cell(record.cells, 'status' as ColumnOf<T>, silent))) gone.push(this.idOf(record));
      } else batch.rows.push(mapped);
    }
    return this.#reading.changesOnly ? { ...batch, changesOnly: true, removed } : { ...batch, gone };
  }

  assertUsable(): void {
    const { count, reasons, findings } = this.#inError;
    if (!this.#inError.tooMany(this.#read)) return;
    const first = findings[0]?.line;
    const why = `has ${count} of ${this.#read} rows in error, the first on line ${first}: ${reasons}`;
    throw damagedFile(this.#file, why, this.#inError);
  }

  #mapped(record: CsvRecord, findings: RunFinding[]): Mapped<Row> {
    const { cells, line, fault } = record;
    const note = <Code extends RosterFindingCode>(code: Code, column?: string, ...params: FindingParams<Code>) =>
      void findings.push(finding(code, { file: this.#file, line, column: column ?? null }, ...params));
    if (fault !== null) {
      note(fault, undefined, { found: cells.length, expected: this.#width });
      return 'error';
    }
    this.#at = { findings, line, column: '' };
    const cell = (column: ColumnOf<T>) => {
      this.#at.column = column;
      return this.#cell(cells, column, this.#noteDamage);
    };
    const row: TableRow<T> = { line, cell, list: (column) => listOf(cell(column)), note };
    const { key, expected } = this.#columns;
    // Its other cells may be blank.
    if (isGone(cell('status'))) {
      if (this.#reading.mapsGone) return this.#reading.map(row);
      if (this.idOf(record) !== '') return 'left-out';
    }
    for (const column of key) {
      const text = this.#cell(cells, column, silent);
      if (text !== '' && text !== KEPT) continue;
      note(text === '' ? 'roster-required-missing' : 'roster-id-lost', column);
      return 'error';
    }
    noteStatus(row);
    for (const column of expected) if (row.cell(column) === '') note('roster-cell-missing', column);
    return this.#reading.map(row);
  }
}

/** A mapper may read a cell several times. */
function isNoted(findings: readonly RunFinding[], code: string, line: number, column: string): boolean {
  for (let at = findings.length - 1; at >= 0 && findings[at]!.line === line; at--)
    if (findings[at]!.code === code && findings[at]!.column === column) return true;
  return false;
}

function damageFinding(code: CellDamage, place: Place): RunFinding {
  return isNoteCode(code) ? finding(code, place, { count: 1 }) : finding(code, place);
}

function fileNotices(file: string, { encoding, delimiter }: FileStart): RunFinding[] {
  const notices: RunFinding[] = [];
  if (encoding.encoding !== 'utf-8') {
    const place = { file, line: encoding.firstInvalid?.line ?? null };
    notices.push(finding('roster-encoding-converted', place, { evidence: encoding.sentence }));
  }
  if (delimiter !== ',')
    notices.push(finding('delimiter-not-comma', { file }, { delimiter: DELIMITER_NAMES[delimiter] }));
  return notices;
}
