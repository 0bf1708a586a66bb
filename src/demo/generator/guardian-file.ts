import { writtenPhone } from './contacts.js';
import { csvLine } from './csv.js';
import type { DemoDistrict } from './model.js';
import { type Random, seeded } from './random.js';

const header =
  'studentSisId,guardianSisId,firstName,lastName,email,mobilePhone,homePhone,language,relationship,contactType';
const lineEnd = '\r\n';

/** guardians.csv as an old SIS on Windows exports it: ISO-8859-1, CRLF, and an empty row at the end. */
export function guardianFile(district: DemoDistrict): Buffer {
  const random = seeded(district.seed);
  const lines = district.guardianRows.map((row) => {
    const cells = rowCells(row, random);
    return row.mistake ? row.mistake.line(cells) : csvLine(cells);
  });
  const text = [header, ...lines, header.replace(/\w+/g, ''), ''].join(lineEnd);
  const outside = [...text].find((letter) => letter.codePointAt(0)! > 0xff);
  if (outside) throw new Error(`ISO-8859-1 has no letter ${outside}`);
  return Buffer.from(text, 'latin1');
}

function rowCells({ guardian, student }: DemoDistrict['guardianRows'][number], random: Random): string[] {
  const { person } = guardian;
  return [
    student.id,
    guardian.id,
    person.firstName,
    person.lastName,
    person.email,
    // Each child's form has the number in its own spelling.
    writtenPhone(random, person.mobile),
    writtenPhone(random, guardian.homePhone),
    guardian.language,
    guardian.relationship,
    guardian.contactType,
  ];
}
