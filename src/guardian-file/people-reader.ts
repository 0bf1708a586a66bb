import { COLUMNS, type Column } from './columns.js';
import { FileNotes } from './file-notes.js';
import type { Finding } from './findings.js';
import type { Header } from './header.js';
import { isNoId, isNothing, isNothingInName } from './nothing.js';
import { type GuardianColumns, hasColumn } from './person-columns.js';
import { isFixedPhone } from './phone-type.js';
import { type GuardianRow, type NoRow, RowChecker, type RowRules } from './row.js';
import { NEEDED, readOtherWidth } from './row-width.js';
import { cleanText, isBlankRow } from './text.js';
import { splitWholeName } from './whole-name.js';

/** One guardian of the lines: takes the cells out of a line in the order of `COLUMNS`, and checks them as a row. */
interface Person {
  from: GuardianColumns;
  checker: RowChecker;
  /** The cells of the line that are this guardian's alone, and how each says that it is empty. */
  own: { index: number; isEmpty: (text: string) => boolean }[];
  /** Those of the names: a line that has anything of this guardian does not end before them. */
  names: number[];
}

/** A guardian's cells are put in this order; a column that the file doesn't have stays empty and is not read. */
const POSITIONS = Object.fromEntries(COLUMNS.map((column, index) => [column, index])) as Record<Column, number>;

/** Reads files with several guardians in each line, whole names in one column, or a column with the type of the phone. */
export class PeopleReader {
  findings: Finding[] = [];

  readonly #people: Person[];
  readonly #header: Pick<Header, 'columns' | 'width'>;
  readonly #needed: readonly Column[];
  #notes = new FileNotes();

  constructor(rules: RowRules & { header: Header }) {
    const { people = [], width } = rules.header;
    this.#people = people.map((from) => ({
      from,
      checker: new RowChecker({
        ...rules,
        group: from.group,
        header: { columns: positions(from), width: COLUMNS.length },
      }),
      own: ownCells(from),
      names: [from.columns.firstName, from.columns.lastName, from.wholeName].filter((index) => index !== undefined),
    }));
    this.#header = { columns: people[0]?.columns ?? {}, width };
    this.#needed = rules.contactTypes === null ? NEEDED : [...NEEDED, 'contactType'];
    this.notes = this.#notes;
  }

  get notes(): FileNotes {
    return this.#notes;
  }

  set notes(notes: FileNotes) {
    this.#notes = notes;
    for (const { checker } of this.#people) checker.notes = notes;
  }

  check(cells: readonly string[], line: number): GuardianRow | NoRow | (GuardianRow | NoRow)[] {
    if (isBlankRow(cells)) return 'blank';
    if (cells.length === this.#header.width) return rowOrRows(this.#rows(cells, line));
    const other = { cells, line, header: this.#header, needed: this.#needed };
    const read = (fitted: readonly string[]) => this.#rows(fitted, line);
    const rows = readOtherWidth(this, other, read, (found, findings) => {
      const readers = found.map(({ person }) => person);
      return (
        readers.every(({ names }) => names.every((index) => index < cells.length)) &&
        found.every(({ row, person }) => person.checker.fits(row, findings))
      );
    });
    return rows === 'error' ? rows : rowOrRows(rows);
  }

  #rows(cells: readonly string[], line: number): { row: GuardianRow | NoRow; person: Person }[] {
    const isOne = this.#people.length === 1;
    const rows: { row: GuardianRow | NoRow; person: Person }[] = [];
    for (const person of this.#people) {
      const { from, checker, own } = person;
      if (!isOne && !own.some(({ index, isEmpty }) => holds(cells[index]!, isEmpty))) continue;
      checker.findings = this.findings;
      rows.push({ row: checker.check(arranged(from, cells), line), person });
    }
    return rows;
  }
}

/** A student without any guardian: nobody's row, and no mistake. */
function rowOrRows(rows: readonly { row: GuardianRow | NoRow }[]): GuardianRow | NoRow | (GuardianRow | NoRow)[] {
  if (rows.length === 0) return 'blank';
  return rows.length === 1 ? rows[0]!.row : rows.map(({ row }) => row);
}

function positions(from: GuardianColumns): Partial<Record<Column, number>> {
  const has = (column: Column) => hasColumn(from, column);
  return Object.fromEntries(COLUMNS.filter(has).map((column) => [column, POSITIONS[column]]));
}

function ownCells({ columns, wholeName, phones = [] }: GuardianColumns): Person['own'] {
  const { studentSisId, firstName, lastName, guardianSisId, ...others } = columns;
  const of = (isEmpty: (text: string) => boolean, ...indexes: (number | undefined)[]) =>
    indexes.flatMap((index) => (index === undefined ? [] : [{ index, isEmpty }]));
  return [
    ...of(isNothingInName, firstName, lastName, wholeName),
    ...of(isNoId, guardianSisId),
    ...of(isNothing, ...Object.values(others), ...phones.map(({ phone }) => phone)),
  ];
}

function holds(cell: string, isEmpty: (text: string) => boolean): boolean {
  const text = cleanText(cell);
  return text !== '' && !isEmpty(text);
}

function arranged({ columns, wholeName, phones, relationship }: GuardianColumns, cells: readonly string[]): string[] {
  const row = COLUMNS.map((column) => (columns[column] === undefined ? '' : cells[columns[column]]!));
  if (wholeName !== undefined) {
    const { firstName, lastName } = splitWholeName(cleanText(cells[wholeName]!));
    row[POSITIONS.firstName] = firstName;
    row[POSITIONS.lastName] = lastName;
  }
  for (const { phone, type } of phones ?? []) {
    const at = POSITIONS[isFixedPhone(cleanText(cells[type]!)) ? 'homePhone' : 'mobilePhone'];
    if (cleanText(row[at]!) === '') row[at] = cells[phone]!;
  }
  if (relationship !== undefined) row[POSITIONS.relationship] = relationship;
  return row;
}
