import fc from 'fast-check';
import type { GuardianRow } from '../../src/guardian-file/index.js';
import type { ParsedFile } from './parse.js';

/** Few values, so that rows meet in every way: by id, key, name, and not at all. */
const students = ['S1', 'S2', 'S3', 'nobody'];
const dropped = (values: string[]) => fc.option(fc.constantFrom(...values), { nil: null, freq: 8 });

export const anyRow: fc.Arbitrary<GuardianRow> = fc.record({
  line: fc.constant(0),
  studentSisId: fc.constantFrom(...students),
  guardianSisId: dropped(['', '', 'G1', 'G2', 'G3']),
  firstName: fc.constantFrom('Mia', 'MIA', 'Leo', 'Ana'),
  lastName: fc.constantFrom('Lopez', 'Lopez', 'Ruiz'),
  email: dropped(['', 'a@x.org', 'b@x.org']),
  mobilePhone: dropped(['', '+12125550101', '+12125550102']),
  homePhone: dropped(['', '+12125550111', '+12125550112']),
  language: dropped(['', 'en', 'es']),
  relationship: dropped(['', 'Mother', 'Father']),
  contactType: fc.constant(null),
});

export const anyRows = (maxLength = 8) => fc.array(anyRow, { minLength: 1, maxLength });

/** Rows of people who are told apart by their contact or, without any, by their name; none of them in conflict. */
export const calmRows: fc.Arbitrary<GuardianRow[]> = fc
  .record({
    withIds: fc.boolean(),
    people: fc.uniqueArray(
      fc.record({
        firstName: fc.constantFrom('Mia', 'Leo', 'Ana'),
        email: fc.constantFrom('', 'a@x.org', 'b@x.org'),
        mobilePhone: fc.constantFrom('', '+12125550101'),
        students: fc.uniqueArray(fc.constantFrom(...students), { minLength: 1 }),
      }),
      {
        selector: ({ firstName, email, mobilePhone }) => [firstName, email, mobilePhone].join(),
        minLength: 1,
        maxLength: 6,
      },
    ),
  })
  .map(({ withIds, people }) =>
    people.flatMap((person, i) =>
      person.students.map((studentSisId) => ({
        line: 0,
        studentSisId,
        guardianSisId: withIds ? `G${i}` : null,
        firstName: person.firstName,
        lastName: 'Lopez',
        email: person.email,
        mobilePhone: person.mobilePhone,
        homePhone: null,
        language: null,
        relationship: null,
        contactType: null,
      })),
    ),
  );

/** Rows as a parsed file, in their order, in batches that end after the given rows. */
export function asFile(rows: readonly GuardianRow[], batchEnds: readonly number[] = []): ParsedFile {
  const numbered = rows.map((row, i) => ({ ...row, line: i + 2 }));
  const ends = [...new Set([...batchEnds, rows.length])].filter((end) => end <= rows.length).sort((a, b) => a - b);
  return {
    batches: ends.map((end, i) => ({ rows: numbered.slice(ends[i - 1] ?? 0, end), errorRows: [] })),
    findings: [],
    counts: { read: rows.length, good: rows.length, error: 0, blank: 0, leftOut: 0 },
  };
}
