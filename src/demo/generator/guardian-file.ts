import { writtenPhone } from './contacts.js';
import { csvLine } from './csv.js';
import type { DemoDistrict, GuardianRow } from './model.js';
import { seeded } from './random.js';

const header =
  'studentSisId,guardianSisId,firstName,lastName,email,mobilePhone,homePhone,language,relationship,contactType';
const lineEnd = '\r\n';

/** guardians.csv as an old SIS on Windows exports it: ISO-8859-1, CRLF, and an empty row at the end. */
export function guardianFile(district: DemoDistrict): Buffer {
  const lines = district.guardianRows.map((row) => {
    const cells = rowCells(row);
    return row.mistake ? row.mistake.line(cells) : csvLine(cells);
  });
  const text = [header, ...lines, header.replace(/\w+/g, ''), ''].join(lineEnd);
  const outside = [...text].find((letter) => letter.codePointAt(0)! > 0xff);
  if (outside) throw new Error(`ISO-8859-1 has no letter ${outside}`);
  return Buffer.from(text, 'latin1');
}

function rowCells({ guardian, student }: GuardianRow): string[] {
  const { person } = guardian;
  // Each child's form has the number in its own spelling, the same in every export.
  const written = (digits: string) => writtenPhone(seeded(Number(student.id) + Number(digits)), digits);
  return [
    student.id,
    guardian.id,
    person.firstName,
    person.lastName,
    person.email,
    written(person.mobile),
    written(guardian.homePhone),
    guardian.language,
    guardian.relationship,
    guardian.contactType,
  ];
}
