import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

const firstNames = [
  'Ana',
  'José',
  'Wei',
  'Fatima',
  'Liam',
  'Olivia',
  'Noah',
  'Zoë',
  'Amélie',
  'Mohammed',
  'Søren',
  'Maria',
  'Anh',
  'Priya',
];
const lastNames = [
  'García',
  'Smith',
  'Nguyen',
  "O'Brien",
  'Müller',
  'Patel',
  'Kim',
  'Johnson',
  'López',
  'Brown',
  'da Silva',
  'Lee',
];

/**
 * A guardian file of so many rows, always the same for the same number: every third row is a further child of the
 * guardian before. `change`: so many guardians of a thousand have another phone number.
 */
export async function writeGuardianFile(path: string, rows: number, change = 0, students = rows): Promise<void> {
  const file = createWriteStream(path);
  let text = 'guardianSisId,studentSisId,firstName,lastName,email,mobilePhone,relationship,language\r\n';
  let guardian = 0;
  for (let row = 0; row < rows; row += 1) {
    if (row % 3 !== 2) guardian += 1;
    text += guardianRow(row, guardian, change, students);
    if (text.length > 1 << 20) {
      if (!file.write(text)) await once(file, 'drain');
      text = '';
    }
  }
  file.end(text);
  await once(file, 'close');
}

function guardianRow(row: number, guardian: number, change: number, students: number): string {
  const exchange = guardian % 1000 < change ? 556 : 555;
  const cells = [
    `G${padded(guardian, 7)}`,
    `S${padded(Math.floor(row / 2) % students, 7)}`,
    firstNames[guardian % firstNames.length],
    `"${lastNames[guardian % lastNames.length]}"`,
    `g${guardian}@example.org`,
    `(${200 + (guardian % 700)}) ${exchange}-${padded(guardian % 10_000, 4)}`,
    row % 2 === 1 ? 'Mother' : 'Father',
    'es',
  ];
  return `${cells.join(',')}\r\n`;
}

const padded = (value: number, digits: number): string => String(value).padStart(digits, '0');
