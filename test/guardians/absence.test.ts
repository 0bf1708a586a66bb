import assert from 'node:assert/strict';
import { query } from '../../src/db/sql-files.js';
import { followStudents } from '../../src/guardians/students.js';
import { codes, csv, otherRow, type Row, type TestDistrict, useDistricts } from './harness.js';
import { parseFile } from './parse.js';

describe('absence counts only where it is sure', () => {
  const district = useDistricts();
  const mia = { firstName: 'Mia', lastName: 'Lopez', email: 'mia@x.org', mobilePhone: '2125550100' };

  async function withMia(studentSisId: string): Promise<{ d: TestDistrict; row: Row }> {
    const d = await district();
    await d.students(studentSisId, 'S2');
    const row = { studentSisId, guardianSisId: 'G1', ...mia };
    await d.sync(d.withOthers([row]));
    return { d, row };
  }

  const doubts: [string, string, string, string][] = [
    ['leading zeros', '00123', '123', 'student-id-zeros'],
    ['letter case and blanks', 'AB 12', 'ab12', 'student-id-spelling'],
    ['another id field', '4711', 'N4711', 'student-id-other-field'],
    ["the roster's own id", '4711', 'src-4711', 'student-id-other-field'],
    ['a number that a spreadsheet rounded', '123456789', '1.23E+08', 'student-id-exponent'],
    ['a rounded number with a comma', '0123456789', '1,2346E+08', 'student-id-exponent'],
    ['nobody', 'S1', 'elsewhere', 'student-unknown'],
  ];
  for (const [name, stored, named, code] of doubts) {
    const protects = code !== 'student-unknown';
    it(`a skipped row ${protects ? 'protects' : 'does not protect'} the student that it could mean by ${name}`, async () => {
      const { d, row } = await withMia(stored);
      const result = await d.sync(d.withOthers([{ ...row, studentSisId: named, guardianSisId: 'G2' }]));
      assert.deepEqual(
        (await d.guardians()).map(({ open }) => open),
        [protects],
      );
      const skipped = result.findings.find(({ line, code: found }) => line === 2 && found.startsWith('student-'));
      assert.deepEqual([skipped?.code, skipped?.severity], [code, 'warning']);
      assert.equal(result.counts.rows.skipped, 1);
    });
  }

  it('a rounded number protects all whom it may mean, and its finding names 20 of them', async () => {
    const d = await district();
    const students = Array.from({ length: 30 }, (_, i) => String(100_001 + i));
    await d.students(...students, '250000');
    const rows = [...students, '250000'].map((studentSisId, i) => ({
      ...{ studentSisId, guardianSisId: `G${i}` },
      ...{ ...mia, email: `mia${i}@x.org`, mobilePhone: '' },
    }));
    await d.sync(d.withOthers(rows));
    const rounded = rows.slice(0, 2).map((row) => ({ ...row, studentSisId: '1E05' }));
    const result = await d.sync(d.withOthers(rounded));
    assert.deepEqual(
      (await d.guardians()).filter(({ open }) => !open).map(({ ended }) => ended),
      [['250000 absent']],
    );
    const told = result.findings.filter(({ code }) => code === 'student-id-exponent');
    assert.deepEqual(
      told.map(({ line, details }) => [line, (details.students as number[]).length]),
      [
        [2, 20],
        [3, 20],
      ],
    );
    assert.equal(codes(result).filter((code) => code === 'link-kept').length, 30);
  });

  it('an id that several active students have names nobody and protects them all', async () => {
    const { d, row } = await withMia('S1');
    await d.students('S3');
    await query(d.db, `update student set sis_id = 'S1' where district_id = :id and sis_id = 'S3'`, {
      id: d.districtId,
    });
    const result = await d.sync(d.withOthers([row]));
    assert.ok(codes(result).includes('student-ambiguous'));
    assert.deepEqual([result.changes.length, result.counts.rows.skipped], [0, 1]);
  });

  it('a row in error protects by any of its cells', async () => {
    const { d, row } = await withMia('S1');
    const broken = `${d.withOthers([], Object.keys(row))}one,cell,too,many,for,S1,this\n`;
    const result = await d.sync(broken);
    assert.deepEqual([(await d.guardians())[0]!.open, result.counts.rows.error], [true, 1]);
    assert.deepEqual(codes(await d.sync(d.withOthers([], Object.keys(row)))).includes('link-kept'), false);
    assert.equal((await d.guardians())[0]!.open, false);
  });

  it('more than 2 rows in error, and more than 1 in 1,000, that name nobody withhold all ends', async () => {
    for (const [errors, kept] of [
      [2, false],
      [3, true],
    ] as const) {
      const { d, row } = await withMia('S1');
      const bad = Array.from({ length: errors }, (_, i) => ({
        ...row,
        studentSisId: `gone ${i}`,
        firstName: '',
        lastName: '',
      }));
      const result = await d.sync(d.withOthers(bad));
      assert.equal((await d.guardians())[0]!.open, kept);
      assert.equal(codes(result).includes('ends-withheld'), kept);
    }
  });

  it('rows of an id that different people share are errors, and protect their students', async () => {
    const d = await district();
    await d.students('S1', 'S2');
    const row = { studentSisId: 'S1', guardianSisId: 'G1', ...mia };
    await d.sync(d.withOthers([row, { ...row, studentSisId: 'S2' }]));
    const before = await d.guardians();
    const shared = [row, { ...row, studentSisId: 'S2', firstName: 'Bob', email: 'b@x.org', mobilePhone: '2125550199' }];
    const result = await d.sync(d.withOthers(shared));
    assert.deepEqual(await d.guardians(), before);
    assert.deepEqual(
      result.findings.filter(({ code }) => code === 'id-shared').map(({ line }) => line),
      [2, 3],
    );
    assert.equal(result.counts.rows.error, 2);
    const household = [row, { ...row, studentSisId: 'S2', firstName: 'Bob', email: 'b@x.org' }];
    assert.ok(codes(await d.sync(d.withOthers(household))).includes('id-shared'), 'two first names');
    const married = [row, { ...row, studentSisId: 'S2', lastName: 'Smith', email: 'b@x.org' }];
    assert.ok(!codes(await d.sync(d.withOthers(married))).includes('id-shared'), 'a phone in common');
  });

  it('refuses a file whose shared ids make more than 20% of its rows errors', async () => {
    const d = await district({ bare: true });
    await d.students('S1', 'S2');
    const row = { studentSisId: 'S1', guardianSisId: 'F0', ...mia };
    const file = csv([row, { ...row, studentSisId: 'S2', firstName: 'Bob', email: '', mobilePhone: '' }]);
    await assert.rejects(d.sync(file), { code: 'TooManyRowsInError', retryable: false });
    assert.deepEqual(await d.guardians(), []);
  });

  it('refuses a roster without students, which no file can match', async () => {
    const empty = await district({ bare: true });
    const strangers = csv([{ ...otherRow(1), studentSisId: 'stranger' }]);
    await assert.rejects(empty.sync(strangers), { code: 'NoStudentKnown', message: /no active student/ });
  });

  it('fails where the staged rows are not all that was read', async () => {
    const d = await district();
    const parsed = parseFile(new TextEncoder().encode(d.withOthers([], Object.keys(otherRow(1)))));
    parsed.batches[0]!.rows.pop();
    const versions = await d.versions();
    await assert.rejects(d.syncParsed(parsed), { code: 'RowsDontAddUp' });
    assert.equal(await d.versions(), versions);
  });

  it('ends links with their students, and restores them when a file names them', async () => {
    const { d, row } = await withMia('S1');
    await d.setStudent('S1', 'archived');
    const ended = await d.sync(d.withOthers([row]));
    assert.deepEqual(
      (await d.guardians()).map(({ ended: links, open }) => [links, open]),
      [[['S1 student'], false]],
    );
    assert.deepEqual([ended.counts.rows.skipped, ended.counts.guardianLinks.archived], [1, 1]);
    assert.ok(codes(ended).includes('links-ended-with-students'));
    await d.setStudent('S1', 'active');
    await d.sync(d.withOthers([], Object.keys(row)));
    assert.equal((await d.guardians())[0]!.open, false);
    await d.sync(d.withOthers([row]));
    assert.deepEqual(
      (await d.guardians()).map(({ students, open }) => [students, open]),
      [[['S1'], true]],
    );
  });

  it('without guardian sync, links follow their students at once', async () => {
    const { d, row } = await withMia('S1');
    await d.sync(d.withOthers([row, { ...row, guardianSisId: 'G2', firstName: 'Leo', email: 'leo@x.org' }]));
    await d.sync(d.withOthers([row]));
    const follow = async (returned?: string) => {
      const run = await d.openRun();
      return d.db.transaction(async (trx) => {
        // As the roster step writes it.
        await trx.raw(
          `insert into change (district_id, run_id, entity, entity_id, action, before, after)
           select district_id, ?, 'student', student_id, 'restore', '{}', '{}' from student
           where district_id = ? and sis_id = ?`,
          [run.runId, run.districtId, returned ?? ''],
        );
        const links = (await followStudents(trx, run))?.guardianLinks;
        return { ended: links?.archived ?? 0, restored: links?.restored ?? 0 };
      });
    };
    await d.setStudent('S1', 'archived');
    assert.deepEqual(await follow(), { ended: 1, restored: 0 });
    assert.deepEqual(
      (await d.guardians()).map(({ open }) => open),
      [false, false],
    );
    await d.setStudent('S1', 'active');
    d.settings.guardians.enabled = true;
    assert.deepEqual(await follow('S1'), { ended: 0, restored: 0 }, 'with a guardian sync the file decides');
    d.settings.guardians.enabled = false;
    assert.deepEqual(await follow(), { ended: 0, restored: 0 }, 'switching it off brings nothing back by itself');
    await d.setStudent('S1', 'archived');
    await d.setStudent('S1', 'active');
    assert.deepEqual(await follow('S1'), { ended: 0, restored: 1 });
    assert.deepEqual(
      (await d.guardians()).map(({ students }) => students),
      [['S1'], []],
    );
    assert.deepEqual(await follow(), { ended: 0, restored: 0 });
  });

  it('notices more than 6 guardians of a student and more than 15 students of a guardian', async () => {
    const d = await district({ bare: true });
    const students = Array.from({ length: 16 }, (_, i) => `S${i}`);
    await d.students(...students);
    const many = students.map((studentSisId) => ({ studentSisId, guardianSisId: 'G', ...mia }));
    const crowd = Array.from({ length: 6 }, (_, i) => ({ ...otherRow(i), studentSisId: 'S0', lastName: 'Crowd' }));
    const found = (await d.sync(csv([...many, ...crowd]))).findings.filter(({ code }) => code.startsWith('many-'));
    assert.deepEqual(
      found.map(({ code, message }) => `${code}: ${message}`),
      [
        'many-guardians: One student has 7 guardians in the file, more than 6.',
        'many-students: One guardian has 16 students in the file, more than 15.',
      ],
    );
  });
});
