import assert from 'node:assert/strict';
import { query } from '../../src/db/sql-files.js';
import { codes, csv, type Row, type TestDistrict, useDistricts } from './harness.js';

/** docs/guardian-rules.md 1: a guardian is not the student. */
describe('guardians who are their own students', () => {
  const district = useDistricts();
  const kids = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ id: String(1001 + i), first: `Kid${i}`, last: `Fam${i}` }));
  const parent = (i: number): Row => ({
    ...{ studentSisId: String(1001 + i), firstName: `Par${i}`, lastName: `Fam${i}` },
    email: `par${i}@example.org`,
  });
  const parents = (count: number, change: (row: Row, i: number) => Row = (row) => row) =>
    csv(kids(count).map((_, i) => change(parent(i), i)));
  const schoolEmail = (i: number) => `kid${i}@k12.example.org`;
  const held = (night: { held: { code: string; figure: number }[] }) =>
    night.held.map(({ code, figure }) => [code, figure]);

  /** As a roster would write them. */
  async function newDistrict(count: number, email: (i: number) => string = schoolEmail): Promise<TestDistrict> {
    const d = await district({ bare: true });
    await d.students(...kids(count).map(({ id }) => id));
    const list = JSON.stringify(kids(count).map((kid, i) => ({ ...kid, email: email(i) })));
    await query(
      d.db,
      `update student s set first_name = k.first, last_name = k.last, email = k.email
       from json_to_recordset(cast(:list as json)) as k (id text, first text, last text, email text)
       where s.district_id = :districtId and s.scope_id = :scopeId and s.sis_id = k.id`,
      { districtId: d.districtId, scopeId: d.scopeId, list },
    );
    return d;
  }

  it("guardian file 05: a column with the students' own emails is held, and applied without them", async () => {
    const d = await newDistrict(60);
    const rows = kids(60).map((_, i) => `${1001 + i},Par${i},Fam${i},${schoolEmail(i)},206555${1000 + i}`);
    const file = `Student ID,Parent First Name,Parent Last Name,Email,Phone\n${rows.join('\n')}\n`;
    const night = await d.sync(file);
    assert.deepEqual([night.status, held(night), await d.guardians()], ['held', [['own-students', 100]], []]);
    assert.match(
      night.held[0]!.message,
      /^60 of 60 rows \(100%\) have the name of their own student or a student's email/,
    );
    const applied = await d.sync(file, { answers: [['hold', 'apply']] });
    assert.equal(codes(applied).filter((code) => code === 'student-contact').length, 60);
    assert.deepEqual(
      (await d.guardians()).map(({ email }) => email),
      kids(60).map(() => ''),
    );
    assert.deepEqual((await d.sync(file)).held, [], 'not asked again');
  });

  it('guardian file 01: rows of students are held, though they have the emails of parents', async () => {
    const d = await newDistrict(60, () => '');
    const rows = kids(60).map(
      ({ id, first, last }, i) => `"0042","${id}","${last}","${first}","par${i}@example.org","206555${1000 + i}"`,
    );
    const night = await d.sync(`"SchoolID","StudentID","LastName","FirstName","Email","Phone"\n${rows.join('\n')}\n`);
    assert.deepEqual([night.status, held(night), await d.accounts()], ['held', [['own-students', 100]], []]);
  });

  it('holds more than 10 %, and at least 5 rows', async () => {
    const some = (count: number) => (row: Row, i: number) => {
      if (i >= count) return row;
      return i % 2 === 0 ? { ...row, email: schoolEmail(i) } : { ...row, firstName: `KID${i}` };
    };
    const d = await newDistrict(50);
    assert.deepEqual(held(await d.sync(parents(50, some(5)))), [], 'exactly 10 %');
    assert.deepEqual(held(await d.sync(parents(50, some(6)))), [['own-students', 12]]);
    const few = await newDistrict(9);
    assert.deepEqual(held(await few.sync(parents(9, some(4)))), []);
  });

  it("of a few only takes the student's email away, from whomever has it, and clears what was stored", async () => {
    const d = await newDistrict(20);
    await d.sync(parents(20));
    // A sibling's, too: it opens the guardian's account all the same.
    const night = await d.sync(parents(20, (row, i) => (i === 3 ? { ...row, email: schoolEmail(7) } : row)));
    const [finding] = night.findings.filter(({ code }) => code === 'student-contact');
    assert.deepEqual([night.status, finding?.line, finding?.severity], ['done_with_warnings', 5, 'warning']);
    assert.doesNotMatch(finding?.message ?? '', /kid7|k12/);
    const found = (await d.guardians()).filter(({ open }) => open);
    assert.deepEqual([found.length, found.find(({ name }) => name === 'Par3 Fam3')?.email], [20, '']);
  });

  it("leaves a parent's address that a young student's record has", async () => {
    const d = await newDistrict(20, (i) => (i < 6 ? `par${i}@example.org` : schoolEmail(i)));
    const night = await d.sync(parents(20));
    assert.deepEqual([night.status, codes(night).includes('student-contact')], ['done', false]);
    assert.equal((await d.guardians())[0]?.email, 'par0@example.org');
    // No domain is that of most: nobody knows whose the emails are.
    const mixed = await newDistrict(20, (i) => (i < 10 ? `par${i}@example.org` : schoolEmail(i)));
    assert.equal(codes(await mixed.sync(parents(20))).includes('student-contact'), false);
  });
});
