import { type CellDamage, cleanIdCell, cleanNameCell, cleanNumberCell, type NoteDamage } from './cells.js';
import type { Column } from './columns.js';
import { FileNotes, isNoteCode, type NoteCode } from './file-notes.js';
import { type Finding, type FindingCode, type FindingParams, finding } from './findings.js';
import type { Header } from './header.js';
import { isNoId, isNothing, isNothingInName } from './nothing.js';
import { MAX_TEXT } from './student-id.js';

/** Reads the cells of one row after the other by their columns, and keeps what there is to say of them. */
export class CellReader {
  findings: Finding[] = [];
  notes = new FileNotes();
  line = 0;

  readonly #columns: Header['columns'];
  readonly #group: string | undefined;
  #cells: readonly string[] = [];
  #column: Column | null = null;
  /** Made once: a function made for each cell costs a tenth of the parse. */
  readonly #noteDamage: NoteDamage = (damage) => this.#damage(damage, this.#column);

  /** @param group which guardian of each line it is */
  constructor(columns: Header['columns'], group?: string) {
    this.#columns = columns;
    this.#group = group;
  }

  start(cells: readonly string[], line: number): void {
    this.#cells = cells;
    this.line = line;
  }

  /** Null where the file has no such column, or the value is lost; '' for an empty cell, and words for one. */
  id(column: Column): string | null {
    return this.#read(column, cleanIdCell, isNoId);
  }

  /** The same of a number or an email. */
  number(column: Column): string | null {
    return this.#read(column, cleanNumberCell, isNothing);
  }

  /** The same of a text in words. */
  words(column: Column): string | null {
    return this.#read(column, cleanNameCell, isNothing);
  }

  /** The same of a name. */
  name(column: Column): string | null {
    return this.#read(column, cleanNameCell, isNothingInName);
  }

  /** The cell as it is in the file; '' where there is none. */
  raw(column: Column): string {
    const index = this.#columns[column];
    return index === undefined ? '' : (this.#cells[index] ?? '');
  }

  note<Code extends FindingCode>(code: Code, column: Column | null, ...params: FindingParams<Code>): null {
    this.findings.push(finding(code, { line: this.line, column, group: this.#group }, ...params));
    return null;
  }

  /** To be said once of the whole file. */
  count(code: NoteCode, column: Column | null, word?: string): void {
    this.notes.add(code, column, this.line, word);
  }

  /** What is wrong with a cell of the column, other than what `StudentIdReader` says itself. */
  noteDamageOf(column: Column): NoteDamage {
    return (damage) => this.#damage(damage, column);
  }

  #read(
    column: Column,
    clean: (cell: string, note: NoteDamage) => string | null,
    isEmpty: (text: string) => boolean,
  ): string | null {
    const index = this.#columns[column];
    if (index === undefined) return null;
    const cell = this.#cells[index];
    if (!cell) return '';
    this.#column = column;
    const text = clean(cell, this.#noteDamage);
    if (text === null) return null;
    if (text === '' || isEmpty(text)) return '';
    return text.length > MAX_TEXT ? this.note('value-too-long', column, { limit: MAX_TEXT }) : text;
  }

  #damage(damage: CellDamage, column: Column | null): void {
    if (isNoteCode(damage)) this.count(damage, column);
    else this.note(damage, column);
  }
}
