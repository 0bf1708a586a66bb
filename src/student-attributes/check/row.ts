import {
  type CellDamage,
  cleanNameCell,
  FileNotes,
  type Finding,
  type FindingCode,
  type FindingParams,
  finding,
  isBlankRow,
  isNoteCode,
  type NoRow,
  type RowReader,
  StudentIdReader,
  WIDTH_CAUSES,
} from '../../guardian-file/index.js';
import type { AttributeColumn, AttributeHeader } from './header.js';

/** Longest value, in characters: what fits the index that the directory filters by. */
const MAX_VALUE = 500;

/** A good row. */
export interface AttributeRow {
  /** Line of the file where the row starts. */
  line: number;
  /** Never empty. */
  studentSisId: string;
  /**
   * One for each attribute of the header, in its order: the text, '' for an empty cell (clears what is stored), null for
   * a value that a warning dropped (what is stored stays).
   */
  values: (string | null)[];
}

/** Reads the rows of `student_attributes.csv`. docs/guardian-rules.md 7. */
export class AttributeRowReader implements RowReader<AttributeRow> {
  findings: Finding[] = [];
  readonly notes = new FileNotes();

  readonly #header: AttributeHeader;
  readonly #studentId = new StudentIdReader(
    (code, ...params) => this.#note(code, 'studentSisId', ...params),
    (damage) => this.#damage(damage, 'studentSisId'),
  );
  #line = 0;

  constructor(header: AttributeHeader) {
    this.#header = header;
  }

  check(cells: readonly string[], line: number): AttributeRow | NoRow {
    if (isBlankRow(cells)) return 'blank';
    this.#line = line;
    const { width, columns, attributes } = this.#header;
    if (cells.length !== width) {
      // Cells of free text don't show whether they are shifted, so no cell may be missing.
      const isShort = cells.length < width;
      if (isShort || !isBlankRow(cells.slice(width))) {
        const cause = isShort ? WIDTH_CAUSES.missing : WIDTH_CAUSES.surplus;
        this.#note('row-field-count', null, { found: cells.length, expected: width, cause });
        return 'error';
      }
      this.notes.add('row-width', null, line);
    }
    const studentSisId = this.#studentId.read(cells[columns.studentSisId!]!);
    if (studentSisId === null) return 'error';
    return { line, studentSisId, values: attributes.map((attribute) => this.#value(cells, attribute)) };
  }

  #value(cells: readonly string[], { index, name }: AttributeColumn): string | null {
    const text = cleanNameCell(cells[index]!, (damage) => this.#damage(damage, name));
    if (text === null || text.length <= MAX_VALUE) return text;
    this.#note('value-too-long', name, { limit: MAX_VALUE });
    return null;
  }

  #damage(damage: CellDamage, column: string): void {
    if (isNoteCode(damage)) this.notes.add(damage, column, this.#line);
    else this.#note(damage, column);
  }

  #note<Code extends FindingCode>(code: Code, column: string | null, ...params: FindingParams<Code>): void {
    this.findings.push(finding(code, { line: this.#line, column }, ...params));
  }
}
