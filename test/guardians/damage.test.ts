import assert from 'node:assert/strict';
import { type DamagedFile, damagedFile, ERRORS, type Kept, OTHERS } from '../guardian-file/damaged-file.js';
import { type TestDistrict, useDistricts } from './harness.js';

/**
 * Files of 10,000 rows and 500 blank ones, 500 of each kind of damage among them, in a real sync. More than 20 % in error
 * would be refused, so each file has four of the kinds that cost their row (exactly 20 %), and a third of the others.
 */
describe('a damaged file', function () {
  this.timeout(120_000);
  const district = useDistricts();
  const [blank, others] = [
    OTHERS.filter(({ fate }) => fate === 'blank'),
    OTHERS.filter(({ fate }) => fate !== 'blank'),
  ];

  for (const part of [0, 1, 2]) {
    const kinds = [...ERRORS.slice(part * 4, part * 4 + 4), ...others.filter((_, i) => i % 3 === part)];
    it(`has its good rows applied and its damaged ones reported: ${kinds.length} kinds, ${kinds[0]!.name} …`, async () => {
      const file = damagedFile([...kinds, ...blank], { good: 10_000 - 500 * kinds.length, each: 500, seed: part + 1 });
      const d = await district({ bare: true });
      await d.students(...file.students);
      const { counts, findings, status } = await d.sync(file.bytes);
      const { read, applied, error, skipped, blank: blanks } = counts.rows;
      assert.deepEqual({ applied, error, skipped, blank: blanks }, file.fates);
      assert.deepEqual([read, error, status], [10_500, 2000, 'done_with_warnings']);
      assert.deepEqual(codesByLine(findings), file.codes);
      assert.deepEqual(await inDatabase(d), file.kept);
    });
  }

  it('covers every kind once', () => {
    assert.deepEqual([ERRORS.length, others.length], [12, 17]);
  });
});

function codesByLine(findings: { line: number | null; code: string }[]): DamagedFile['codes'] {
  const codes = new Map<number, string[]>();
  for (const { line, code } of findings) {
    if (line !== null) codes.set(line, [...(codes.get(line) ?? []), code].sort());
  }
  return new Map([...codes].sort(([a], [b]) => a - b));
}

async function inDatabase(d: TestDistrict): Promise<Map<string, Kept>> {
  const rows = await d.read<Kept>(
    `select s.sis_id as "studentSisId", g.sis_id as "guardianSisId", g.first_name as "firstName", g.last_name as "lastName",
       coalesce(g.email, '') as email, coalesce(g.mobile_phone, '') as "mobilePhone",
       coalesce(g.home_phone, '') as "homePhone", coalesce(g.language, '') as language
     from guardian_link l join guardian g using (district_id, guardian_id) join student s using (district_id, student_id)
     where l.district_id = :districtId and l.archived_at is null and g.archived_at is null`,
  );
  return new Map(rows.map((row) => [row.studentSisId, row]));
}
