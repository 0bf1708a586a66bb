import {
  cleanText,
  columnOf,
  FileRefused,
  type Finding,
  finding,
  type Header,
  headerKey,
  listHeaders,
  MAX_TEXT,
  nearestHeader,
  readHeaderLine,
} from '../../guardian-file/index.js';

/** A column of the file that is an attribute. */
export interface AttributeColumn {
  /** Index of the column. */
  index: number;
  /** Equal for headers that differ by letter case, blanks, `_` and `-` alone: one attribute. */
  key: string;
  /** As the file spells it. */
  name: string;
}

/** `columns` has `studentSisId` alone; every other column with a header is an attribute. */
export interface AttributeHeader extends Header {
  attributes: AttributeColumn[];
}

const studentColumn = 'studentSisId';

/**
 * Reads the header line of `student_attributes.csv`. The student's id is the column that the settings name, else the one
 * that is called studentSisId, else the only one that has another of its usual names.
 *
 * @param head as readHeader of the check core wants it
 * @throws FileRefused `file-empty`, `header-missing`, `column-missing`, `column-twice`, `column-mapping`, `attributes-missing`
 */
export function readAttributeHeader(
  head: Uint8Array,
  { studentIdHeader = null }: { studentIdHeader?: string | null } = {},
): AttributeHeader {
  const line = readHeaderLine(head);
  const student = studentIdHeader === null ? findStudent(line.names) : findNamed(line.names, studentIdHeader);
  const findings = [...line.findings];
  const name = line.names[student]!;
  if (cleanText(name) !== studentColumn) {
    findings.push(finding('column-renamed', { column: studentColumn }, { header: name }));
  }
  const { attributes, findings: unusable } = readAttributes(line.names, student);
  if (attributes.length === 0) throw new FileRefused('attributes-missing');
  return { ...line, columns: { [studentColumn]: student }, attributes, findings: [...findings, ...unusable] };
}

function findNamed(names: readonly string[], wanted: string): number {
  const exact = names.indexOf(wanted.trim());
  const index = exact >= 0 ? exact : names.findIndex((name) => headerKey(name) === headerKey(wanted));
  if (index >= 0) return index;
  throw new FileRefused('column-mapping', { column: studentColumn, header: wanted, headers: listHeaders(names) });
}

function findStudent(names: readonly string[]): number {
  const own = names.findIndex((name) => headerKey(name) === headerKey(studentColumn));
  if (own >= 0) return own;
  const alike = names.flatMap((name, index) => (columnOf(name) === studentColumn ? [index] : []));
  if (alike.length > 1) {
    const twice = alike.map((index) => names[index]!);
    throw new FileRefused('column-twice', { column: studentColumn, twice, headers: listHeaders(names) });
  }
  if (alike.length === 1) return alike[0]!;
  const guess = nearestHeader(studentColumn, names);
  if (guess === null && names.every((name) => columnOf(name) === null)) throw new FileRefused('header-missing');
  throw new FileRefused('column-missing', {
    missing: [studentColumn],
    headers: listHeaders(names),
    guesses: guess === null ? '' : ` Perhaps "${guess}" is ${studentColumn}.`,
  });
}

function readAttributes(
  names: readonly string[],
  student: number,
): { attributes: AttributeColumn[]; findings: Finding[] } {
  const byKey = new Map<string, AttributeColumn>();
  const findings: Finding[] = [];
  for (const [index, header] of names.entries()) {
    if (index === student) continue;
    const name = cleanText(header);
    const key = headerKey(name);
    if (key === '' || name.length > MAX_TEXT) {
      const problem = name.length > MAX_TEXT ? `a header of more than ${MAX_TEXT} characters` : 'no header';
      findings.push(finding('column-unusable', {}, { number: index + 1, problem }));
      continue;
    }
    const other = byKey.get(key);
    if (other !== undefined) {
      // Its name is the district's: history and logs are told no more than "one attribute".
      throw new FileRefused('column-twice', {
        column: 'one attribute',
        twice: [other.name, name],
        headers: listHeaders(names),
      });
    }
    byKey.set(key, { index, key, name });
  }
  return { attributes: [...byKey.values()], findings };
}
