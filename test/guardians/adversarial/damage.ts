/** What goes wrong with a whole file or with a few of its rows, so that it says of one person what is another's. */
import type { Random } from '../../../src/demo/generator/random.js';
import type { Row } from '../rows.js';
import { columns, studentEmail, type TrueRow } from './people.js';

type Change = (row: TrueRow) => Row;
export type Damage = (rows: readonly TrueRow[], random: Random) => Row[];

const few = 3;

/** The whole file, its lower part as after a paste, or rows of a few families, one of each. */
function damaged(rows: readonly TrueRow[], random: Random, change: Change): Row[] {
  const from = random.between(0, rows.length - 1);
  const single = new Set(Array.from({ length: few }, () => random.between(0, rows.length - 1)));
  const seen = new Set<string>();
  const isFew = random.chance(0.5);
  const isHit = (row: TrueRow, i: number) => {
    if (!isFew) return i >= from;
    const name = `${row.cells.firstName} ${row.cells.lastName}`;
    if (!single.has(i) || seen.has(String(row.family)) || seen.has(name)) return false;
    seen.add(String(row.family)).add(name);
    return true;
  };
  return rows.map((row, i) => (isHit(row, i) ? { ...row.cells, ...change(row) } : row.cells));
}

const swapped: Damage = (rows, random) => {
  const [a, b] = [random.pick(columns), random.pick(columns)];
  return damaged(rows, random, ({ cells }) => ({ [a]: cells[b]!, [b]: cells[a]! }));
};

const shifted: Damage = (rows, random) => {
  const from = random.between(0, columns.length - 2);
  const moved = columns.slice(from);
  const by = random.chance(0.5) ? 1 : moved.length - 1;
  return damaged(rows, random, ({ cells }) =>
    Object.fromEntries(moved.map((column, i) => [column, cells[moved[(i + by) % moved.length]!]!])),
  );
};

const exchanged: Damage = (rows, random) => {
  const [names, email, phone] = random.pick([
    [true, true, true],
    [true, true, true],
    [true, true, false],
    [true, false, false],
    [false, true, true],
    [false, true, false],
  ]);
  return damaged(rows, random, ({ student }) => ({
    ...(names ? { firstName: student.firstName, lastName: student.lastName } : {}),
    ...(email ? { email: studentEmail(student) } : {}),
    ...(phone ? { mobilePhone: '' } : {}),
  }));
};

const placeholders: Damage = (rows, random) => {
  const word = Array.from({ length: random.between(1, 8) }, () => random.pick([...'abcdefghijklmnopqrstuvwxyz'])).join(
    '',
  );
  const emails = [`${word}@${word}.org`, 'office@district.example.org', `${word}@x.org`, word, 'N/A', '0', '-'];
  const phones = ['2025550142', `202555${random.between(1000, 9998)}`, '0000000000', '1', word, 'none', '9999999999'];
  const change: Row = random.pick<Row>([
    { email: random.pick(emails), mobilePhone: random.pick(phones) },
    { email: random.pick(emails), mobilePhone: '' },
    { email: '', mobilePhone: random.pick(phones) },
    { email: random.pick(emails) },
    { mobilePhone: random.pick(phones) },
  ]);
  const share = 0.6 + random.next() * 0.4;
  return rows.map(({ cells }) => (random.chance(share) ? { ...cells, ...change } : cells));
};

const wrongId: Damage = (rows, random) => {
  const from = random.pick(columns);
  const constant = random.chance(0.1);
  return damaged(rows, random, ({ cells }) => ({ guardianSisId: constant ? '1' : cells[from]! }));
};

const households: Damage = (rows, random) => {
  const most = random.chance(0.5) ? random.between(1, 3) : rows.length;
  return rows.map(({ cells, family }) => (family < most ? { ...cells, guardianSisId: `FAM${family}` } : cells));
};

export const damages: Readonly<Record<string, Damage>> = {
  'columns swapped': swapped,
  'cells shifted by one': shifted,
  "student's and guardian's exchanged": exchanged,
  'placeholders on many rows': placeholders,
  'wrong ID column': wrongId,
  'household IDs': households,
};
