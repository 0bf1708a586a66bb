import {
  cleanText,
  type Finding,
  type FindingCode,
  type FindingParams,
  finding,
  isBlankRow,
  type NoRow,
  type RowReader,
  readStudentId,
  repair,
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

  readonly #header: AttributeHeader;

  constructor(header: AttributeHeader) {
    this.#header = header;
  }

  check(cells: readonly string[], line: number): AttributeRow | NoRow {
    if (isBlankRow(cells)) return 'blank';
    const { width, columns, attributes } = this.#header;
    if (cells.length !== width) {
      this.#note('row-field-count', line, null, { found: cells.length, expected: width });
      return 'error';
    }
    const studentSisId = readStudentId(cleanText(cells[columns.studentSisId!]!), (code, ...params) =>
      this.#note(code, line, 'studentSisId', ...params),
    );
    if (studentSisId === null) return 'error';
    return { line, studentSisId, values: attributes.map((attribute) => this.#value(cells, line, attribute)) };
  }

  #value(cells: readonly string[], line: number, { index, name }: AttributeColumn): string | null {
    const cell = cleanText(cells[index]!);
    if (cell === '') return '';
    const mended = repair(cell);
    if (mended !== null) this.#note(mended.code, line, name);
    const text = mended === null ? cell : mended.text;
    if (text === null || text.length <= MAX_VALUE) return text;
    this.#note('value-too-long', line, name, { limit: MAX_VALUE });
    return null;
  }

  #note<Code extends FindingCode>(
    code: Code,
    line: number,
    column: string | null,
    ...params: FindingParams<Code>
  ): void {
    this.findings.push(finding(code, { line, column }, ...params));
  }
}
