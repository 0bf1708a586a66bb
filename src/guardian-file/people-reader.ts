import { COLUMNS, type Column } from './columns.js';
import type { FileNotes } from './file-notes.js';
import type { Finding } from './findings.js';
import type { Header } from './header.js';
import { hasColumn } from './header-findings.js';
import { isNoId, isNothing, isNothingInName } from './nothing.js';
import type { GuardianColumns } from './person-columns.js';
import { isFixedPhone } from './phone-type.js';
import { type GuardianRow, type NoRow, RowChecker, type RowRules } from './row.js';
import { cleanText } from './text.js';
import { splitWholeName } from './whole-name.js';

/** One guardian of the lines: takes the cells out of a line in the order of `COLUMNS`, and checks them as a row. */
interface Person {
  from: GuardianColumns;
  checker: RowChecker;
  /** The cells of the line that are this guardian's alone, and how each says that it is empty. */
  own: { index: number; isEmpty: (text: string) => boolean }[];
}

/** A guardian's cells are put in this order; a column that the file doesn't have stays empty and is not read. */
const POSITIONS = Object.fromEntries(COLUMNS.map((column, index) => [column, index])) as Record<Column, number>;

/** Reads files with several guardians in each line, whole names in one column, or a column with the type of the phone. */
export class PeopleReader {
  readonly #people: Person[];
  readonly #lines: RowChecker;

  constructor(rules: RowRules & { header: Header }) {
    const { people = [], width } = rules.header;
    this.#lines = new RowChecker({ ...rules, header: { columns: {}, width } });
    this.#people = people.map((from) => ({
      from,
      checker: new RowChecker({
        ...rules,
        group: from.group,
        header: { columns: positions(from), width: COLUMNS.length },
      }),
      own: ownCells(from),
    }));
    for (const { checker } of this.#people) checker.notes = this.#lines.notes;
  }

  get notes(): FileNotes {
    return this.#lines.notes;
  }

  get findings(): Finding[] {
    return this.#lines.findings;
  }

  set findings(findings: Finding[]) {
    this.#lines.findings = findings;
    for (const { checker } of this.#people) checker.findings = findings;
  }

  check(cells: readonly string[], line: number): GuardianRow | NoRow | (GuardianRow | NoRow)[] {
    const whole = this.#lines.fit(cells, line);
    if (typeof whole === 'string') return whole;
    if (this.#people.length === 1) return this.#people[0]!.checker.check(arranged(this.#people[0]!.from, whole), line);
    const rows: (GuardianRow | NoRow)[] = [];
    for (const { from, checker, own } of this.#people) {
      if (own.some(({ index, isEmpty }) => holds(whole[index]!, isEmpty)))
        rows.push(checker.check(arranged(from, whole), line));
    }
    // A student without any guardian: nobody's row, and no mistake.
    return rows.length === 0 ? 'blank' : rows;
  }
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
