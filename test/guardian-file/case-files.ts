import { otherRow } from '../guardians/others.js';
import { columnsOf, csv, type Row } from '../guardians/rows.js';
import { concat } from './reading.js';

type Content = string | Uint8Array;

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const others = (from: number, to: number) => numbers(from, to).map(otherRow);
const columns = Object.keys(otherRow(1));
/** The rows, and those of ten others. */
const file = (...rows: Row[]) => csv([...rows, ...others(1, 10)], rows.length > 0 ? columnsOf(rows) : columns);

const mia = { firstName: 'Mia', lastName: 'Lopez', email: 'mia@x.org', mobilePhone: '(212) 555-0100' };
const ana = { firstName: 'Ana', lastName: 'Ruiz', email: 'ana@x.org', mobilePhone: '212-555-0101' };
const withId = { studentSisId: 'S1', guardianSisId: 'G1', ...mia };
const withoutId = { studentSisId: 'S1', ...mia };
const noContact = { email: '', mobilePhone: '' };
const [first, second] = ['+12125550101', '+12125550102'];
const teacher = (mobilePhone: string) => file({ studentSisId: 'S1', guardianSisId: 'G1', ...ana, mobilePhone });
const families = (change: (row: Row, i: number) => Row) => csv(others(1, 500).map(change));
const without = (row: Row, ...left: string[]): Row =>
  Object.fromEntries(Object.entries(row).filter(([column]) => !left.includes(column)));
const contactsChanged = csv(
  others(1, 1000).map((row, i) => without(i < 210 ? { ...row, email: `new${i}@x.org` } : row, 'guardianSisId')),
);
const zeros = (i: number) => ({ ...otherRow(i), studentSisId: String(i).padStart(5, '0') });
const swapped = (one: Row, other: Row) =>
  file(
    ...['S1', 'S2'].flatMap((studentSisId) => [
      { studentSisId, guardianSisId: 'G1', ...one },
      { studentSisId, guardianSisId: 'G2', ...other },
    ]),
  );
const conflicting: Row[] = [
  { ...withId, homePhone: '2125550111' },
  { ...withId, studentSisId: 'S2', email: 'other@x.org', homePhone: '2125550112' },
  { ...withId, studentSisId: 'S3', firstName: 'MIA', homePhone: '2125550113' },
];

export const unclosedQuote = csv(others(1, 10_000)).replace('N00017,', '"N00017,');
export const strayQuotes = csv(others(1, 1000)).replace(',N00020,', ',"N00020,').replace(',N00028,', ',"N00028,');
export const semicolons = `\ufeffStudent ID;Parent First Name;Parent Last Name;Cell Phone\r\nS1;Mia;Lopez;212 555 0100\r\n`;
export const rowsAffected = (rows: number) => `${csv(others(1, rows))}(10000 rows affected)\n`;

function strayByte(): Uint8Array {
  const rows = numbers(1, 10_000).map((i) => ({ ...otherRow(i), lastName: i === 17 ? 'BYTE' : 'Peña' }));
  const bytes = Buffer.from(csv(rows));
  bytes[bytes.indexOf('BYTE')] = 0xe9;
  return bytes;
}

/** The files of the cases of docs/guardian-rules.md 6, night by night where they differ. */
export const caseFiles: Readonly<Record<number, readonly Content[]>> = {
  1: [file(withId, { ...withId, studentSisId: 'S2' })],
  2: [file(withoutId, { ...withoutId, studentSisId: 'S2' })],
  3: [file(withoutId, { ...withoutId, studentSisId: 'S2', mobilePhone: '212.555.0100' })],
  4: [file(withoutId, { ...withoutId, studentSisId: 'S2', email: 'lopez@x.org' })],
  5: [teacher(first)],
  6: [teacher(second)],
  7: [teacher(first), teacher(second)],
  8: [teacher(second)],
  9: [file(withId), file({ ...withId, email: 'new@x.org' })],
  10: [file(withoutId), file({ ...withoutId, email: 'new@x.org' })],
  11: [file(withId, { ...withId, studentSisId: 'S2', guardianSisId: 'G2' })],
  12: [file(withId)],
  13: [file()],
  14: [file(withId, { ...withId, studentSisId: 'S2' })],
  15: [file({ ...withoutId, ...noContact })],
  16: [csv([...others(1, 750), ...others(5001, 5050)])],
  17: [csv(others(1, 800))],
  18: [
    file(
      withId,
      withId,
      { ...withId, ...noContact, guardianSisId: '' },
      { ...withId, firstName: '', lastName: '' },
      {},
    ),
  ],
  19: [csv(others(1, 40)), csv(others(1, 40).reverse())],
  20: [file({ ...withId, studentSisId: 'S2', email: 'b@x.org' })],
  21: [Buffer.from(file({ ...withId, firstName: 'José' }), 'latin1')],
  22: [unclosedQuote],
  23: [teacher(first), file({ studentSisId: 'S1', guardianSisId: 'G1', ...ana, email: 'new@x.org' })],
  24: [semicolons],
  25: [families((row, i) => without(i < 20 ? { ...row, ...noContact } : row, 'guardianSisId')), families((row) => row)],
  26: [families((row) => without(row, 'guardianSisId'))],
  27: [teacher(second)],
  28: [file({ ...withId, firstName: '', lastName: '' })],
  29: [csv(others(1, 40).map((row) => without(row, 'guardianSisId', 'email')))],
  30: [csv([{ ...withId, guardianSisId: '' }])],
  31: [csv([withId])],
  32: [file({ ...withId, studentSisId: 'S2', guardianSisId: '' })],
  33: [strayByte()],
  34: [
    file({ ...withId, guardianSisId: 'G17', ...ana }),
    file({ studentSisId: 'S2', guardianSisId: 'G17', ...mia, firstName: 'Bob', lastName: 'Lee', email: 'bob@x.org' }),
  ],
  35: [families((row, i) => ({ ...row, guardianSisId: `H${i >> 1}`, firstName: i % 2 === 0 ? 'Maria' : 'Jorge' }))],
  36: [contactsChanged],
  37: [
    file({ ...withId, email: 'a@x.org' }),
    file({ ...withId, email: 'b@x.org' }, { ...withId, studentSisId: 'S2', guardianSisId: '', email: 'a@x.org' }),
  ],
  38: [teacher(second), teacher(first)],
  39: [teacher(second)],
  40: [file({ ...withId, email: 'august@x.org' })],
  41: [strayQuotes],
  42: [csv(numbers(1, 1000).map((i) => (i % 10 ? zeros(i) : { ...zeros(i), studentSisId: String(i) })))],
  43: [csv(others(1, 30).map((row, i) => ({ ...row, studentSisId: i < 27 ? `N${1000 + i}` : `X-00${i}` })))],
  44: [csv(others(2001, 2100))],
  45: [file(...conflicting), file(...[...conflicting].reverse())],
  46: [file({ ...withoutId, email: 'm@x,org' })],
  47: [file(withId, { ...withId, guardianSisId: 'G2', firstName: 'Leo', email: 'leo@x.org' }), file(withId)],
  48: [csv(others(6001, 6010))],
  49: [rowsAffected(999), rowsAffected(998)],
  50: [csv(others(1, 1000).filter((_, i) => i % 10 !== 3))],
  51: [file({ ...withId, guardianSisId: 'G17', ...ana, firstName: 'Bob', email: 'bob@x.org', mobilePhone: second })],
  52: [swapped(ana, { ...ana, firstName: 'Leo', email: 'leo@x.org' }), swapped({ ...ana, firstName: 'Leo' }, ana)],
  53: [contactsChanged],
  54: [csv(others(1, 100).map((row, i) => (i < 40 ? row : { ...row, studentSisId: `stranger ${i}` })))],
  55: [file({ ...withoutId, email: 'a@x.org', mobilePhone: '' }, { ...withoutId, ...noContact })],
};

/** Every byte above 7F in a name of its own, the five that Windows-1252 leaves undefined among them. */
export const everyHighByte = concat(
  'studentSisId,lastName,email\n',
  ...numbers(0x80, 0xff).map((byte) => concat(`${byte},Mu`, [byte], `oz,m${byte}@x.org\n`)),
);
