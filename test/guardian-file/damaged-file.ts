import { Random } from './random.js';
import { bytesOf, concat, HEADER } from './reading.js';

/** What becomes of a row: see the counts of a run. */
type Fate = 'applied' | 'error' | 'skipped' | 'blank';

/** The values that a good row's guardian has in the end; null where there is none. */
export interface Kept {
  studentSisId: string;
  guardianSisId: string | null;
  firstName: string;
  lastName: string;
  email: string;
  mobilePhone: string;
  homePhone: string;
  language: string;
}

interface Damage {
  name: string;
  fate: Fate;
  codes: readonly string[];
  /** The line as it is in the file. */
  line(cells: string[], i: number): string | Uint8Array;
  /** What the damage leaves. */
  kept?: Partial<Kept>;
}

const [STUDENT, GUARDIAN, FIRST, LAST, EMAIL, MOBILE, HOME, LANGUAGE] = [0, 1, 2, 3, 4, 5, 6, 7];
const put = (column: number, text: string | ((cell: string) => string)) => (cells: string[]) =>
  cells.with(column, typeof text === 'string' ? text : text(cells[column]!)).join(',');

/** Each costs its row. */
export const ERRORS: readonly Damage[] = [
  ['too few cells', 'row-field-count', (cells: string[]) => cells.slice(0, 3).join(',')],
  ['an unquoted comma', 'row-field-count', put(LAST, (cell) => `${cell}, Jr.`)],
  [
    'a quote that is not closed',
    'row-bad-quote',
    (cells: string[], i: number) => put(i % 4, (cell) => `"${cell}`)(cells),
  ],
  ['a quote inside a cell', 'row-bad-quote', (cells: string[], i: number) => put(i % 4, (cell) => `${cell}"x`)(cells)],
  ['text after a quote', 'row-bad-quote', put(FIRST, (cell) => `"${cell}" x`)],
  ['an unquoted text formula', 'row-formula-cell', put(STUDENT, (cell) => `="${cell}"`)],
  ['more than 64 KiB', 'row-too-long', put(FIRST, 'x'.repeat(65_537))],
  [
    'a byte that is no UTF-8',
    'row-invalid-bytes',
    (cells: string[]) => concat(cells[0]!, [0xe9], ',', cells.slice(1).join(',')),
  ],
  ['no student id', 'student-id-missing', put(STUDENT, ' ')],
  ['a spreadsheet error as student id', 'student-id-unusable', put(STUDENT, '#REF!')],
  ['a formula as student id', 'student-id-unusable', put(STUDENT, '=A1+1')],
  ['no name', 'name-missing', (cells: string[]) => put(FIRST, '')(cells.with(LAST, '\u00a0'))],
].map(([name, code, line]) => ({ name, fate: 'error', codes: [code], line }) as Damage);

const kept = (name: string, codes: readonly string[], line: Damage['line'], left: Partial<Kept> = {}): Damage => ({
  ...{ name, fate: 'applied', codes, line, kept: left },
});
const skipped = (name: string, codes: readonly string[], line: Damage['line']): Damage => ({
  ...{ name, fate: 'skipped', codes, line },
});

/** Each costs a value, or nothing. */
export const OTHERS: readonly Damage[] = [
  kept('a number as guardian id', ['id-exponent'], put(GUARDIAN, '1.23E+08'), { guardianSisId: null }),
  kept('a spreadsheet error as guardian id', ['spreadsheet-error'], put(GUARDIAN, '#REF!'), { guardianSisId: null }),
  kept('a formula as name', ['formula-cell'], put(FIRST, '=VLOOKUP(A1)'), { firstName: '' }),
  kept('a name too long', ['value-too-long'], put(FIRST, 'x'.repeat(121)), { firstName: '' }),
  kept('a bad email', ['email-invalid'], put(EMAIL, 'mia@home'), { email: '' }),
  kept('a spreadsheet error as email', ['spreadsheet-error'], put(EMAIL, '#N/A'), { email: '' }),
  kept('a bad mobile phone', ['phone-exponent'], put(MOBILE, '2.02E+09'), { mobilePhone: '' }),
  kept('a bad home phone', ['phone-letters'], put(HOME, 'ask first')),
  kept('a placeholder', ['contact-placeholder'], put(MOBILE, '999-999-9999'), { mobilePhone: '' }),
  kept('an unknown language', ['language-unknown'], put(LANGUAGE, 'Klingonese'), { language: '' }),
  kept('no contact', ['cannot-be-invited'], (cells) => put(EMAIL, '')(cells.with(MOBILE, '')), {
    email: '',
    mobilePhone: '',
  }),
  kept(
    'typographic quotes',
    ['smart-quotes'],
    put(FIRST, (cell) => `“${cell}”`),
  ),
  kept(
    'a quoted text formula',
    ['formula-text'],
    put(STUDENT, (cell) => `"=""${cell}"""`),
  ),
  kept(
    'a line break in a cell',
    [],
    put(FIRST, (cell) => `"${cell.replace(' ', '\n')}"`),
  ),
  skipped('a number as student id', ['id-exponent', 'student-unknown'], put(STUDENT, '1.23E+08')),
  skipped(
    'a student id without its zeros',
    ['student-id-zeros'],
    put(STUDENT, (cell) => cell.replace(/^0+/, '')),
  ),
  skipped(
    'an unknown student',
    ['student-unknown'],
    put(STUDENT, (cell) => `X${cell}`),
  ),
  { name: 'nothing but separators', fate: 'blank', codes: [], line: (_, i) => (i % 2 ? ',,,,,,,,,' : '') },
];

export interface DamagedFile {
  bytes: Uint8Array;
  students: string[];
  /** Codes of the findings by line of the file; lines without are good. */
  codes: Map<number, string[]>;
  /** By student id: who is in the end linked to them. */
  kept: Map<string, Kept>;
  /** Rows by what becomes of them. */
  fates: Record<Fate, number>;
}

/**
 * A file of so many good rows, mixed with `each` rows of each kind of damage: always the same for the same seed. Every
 * row has a student and a guardian of its own.
 */
export function damagedFile(kinds: readonly Damage[], { good = 0, each = 0, seed = 1 }): DamagedFile {
  const fine = kept('none', [], (cells) => cells.join(','));
  const rows = [...Array<Damage>(good).fill(fine), ...kinds.flatMap((kind) => Array<Damage>(each).fill(kind))];
  const order = shuffled(rows, seed);
  const file: DamagedFile = {
    ...{ bytes: new Uint8Array(0), students: [], codes: new Map(), kept: new Map() },
    fates: { applied: 0, error: 0, skipped: 0, blank: 0 },
  };
  const parts: Uint8Array[] = [bytesOf(`${HEADER}\n`)];
  let line = 2;
  for (const [index, { fate, codes, line: write, kept: left }] of order.entries()) {
    const who = person(index);
    const written = bytesOf(write(cellsOf(who), index));
    parts.push(written, bytesOf('\n'));
    file.students.push(who.studentSisId);
    file.fates[fate]++;
    if (codes.length > 0) file.codes.set(line, [...codes].sort());
    if (fate === 'applied') file.kept.set(who.studentSisId, { ...who, ...left });
    line += 1 + written.filter((byte) => byte === 0x0a).length;
  }
  return { ...file, bytes: Buffer.concat(parts) };
}

function person(index: number): Kept {
  const number = String(index + 1).padStart(7, '0');
  return {
    ...{
      studentSisId: number,
      guardianSisId: `G${number}`,
      firstName: `Mía ${number}`,
      lastName: 'Peña',
      homePhone: '',
    },
    ...{ email: `g${number}@example.org`, mobilePhone: `+1201${number}`, language: 'es' },
  };
}

function cellsOf({ studentSisId, guardianSisId, firstName, lastName, email, mobilePhone, homePhone, language }: Kept) {
  return [studentSisId, guardianSisId!, firstName, lastName, email, mobilePhone, homePhone, language, 'Mother', ''];
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const all = [...items];
  const random = new Random(seed);
  for (let i = all.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all;
}
