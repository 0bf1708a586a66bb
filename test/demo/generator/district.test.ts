import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  expectedCounts,
  expectedFindings,
  featuredFamily,
  generateDistrict,
  writeDistrict,
} from '../../../src/demo/generator/index.js';
import { checkGuardianFile, FINDINGS } from '../../../src/guardian-file/index.js';
import { countByHand, digitsOf, readGuardianLines, readTable } from './read-back.js';

const folders: string[] = [];

async function written(seed: number): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'dailysync-district-'));
  folders.push(dir);
  await writeDistrict(generateDistrict({ seed }), dir);
  return dir;
}

async function contents(dir: string): Promise<Record<string, string>> {
  const names = (await readdir(dir)).sort();
  const files = await Promise.all(names.map(async (name) => (await readFile(path.join(dir, name))).toString('latin1')));
  return Object.fromEntries(names.map((name, n) => [name, files[n]!]));
}

describe('The demo district', () => {
  after(() => Promise.all(folders.map((dir) => rm(dir, { recursive: true }))));

  it('is the same for the same seed, and another for another', async () => {
    const [first, second, other] = await Promise.all([written(5), written(5), written(6)]);
    assert.deepEqual(await contents(first!), await contents(second!));
    assert.notDeepEqual(await contents(first!), await contents(other!));
  });

  for (const seed of [1, 2, 77, 2026]) {
    it(`holds in its files what it says of itself (seed ${seed})`, async () => {
      const counts = expectedCounts(generateDistrict({ seed }));
      assert.deepEqual(await countByHand(await written(seed)), counts);
      assert.equal(counts.schools, 5);
      assert.equal(counts.staff, 90);
      assert.ok(counts.students >= 1000 && counts.students < 1010, `${counts.students} students`);
      assert.ok(counts.guardians > 1300 && counts.guardians < 1500, `${counts.guardians} guardians`);
    });

    it(`has the bad rows that it says it has (seed ${seed})`, async () => {
      const bytes = await readFile(path.join(await written(seed), 'guardians.csv'));
      const report = await checkGuardianFile({
        name: 'guardians.csv',
        size: bytes.length,
        open: (offset) => [bytes.subarray(offset)],
      });
      assert.equal(report.refusal, null);
      const expected = Object.entries(expectedFindings(generateDistrict({ seed })));
      const byTheCheck = expected.filter(([code]) => code in FINDINGS);
      assert.deepEqual({ ...report.findingCounts }, Object.fromEntries(byTheCheck));
      // What only the roster and the other rows tell.
      const others = expected.map(([code]) => code).filter((code) => !(code in FINDINGS));
      assert.deepEqual(others.sort(), [
        'duplicate-row',
        'id-shared',
        'rows-disagree',
        'shared-email',
        'student-id-zeros',
        'student-unknown',
      ]);
    });
  }

  it('features a family whose mother is a teacher under the same name, email and phone', async () => {
    const dir = await written(1);
    const family = featuredFamily(generateDistrict({ seed: 1 }));
    assert.equal(family.students.length, 2);
    const staff = await readTable(dir, 'users');
    const lines = await readGuardianLines(dir);
    const [father, mother] = lines;
    assert.equal(father?.firstName, 'José');
    assert.equal(father?.studentSisId, family.students[0]?.id);
    const teacher = staff.find(({ email }) => email === mother?.email);
    assert.equal(teacher?.role, 'teacher');
    assert.deepEqual([teacher?.givenName, teacher?.familyName], [mother?.firstName, mother?.lastName]);
    assert.equal(digitsOf(teacher?.sms ?? ''), digitsOf(mother?.mobilePhone ?? ''));
  });

  it('has a teacher who is a parent under another phone', async () => {
    const dir = await written(1);
    const staff = new Map((await readTable(dir, 'users')).map((row) => [row.email, row]));
    const byEmailAlone = (await readGuardianLines(dir)).filter((row) => {
      const teacher = row?.email ? staff.get(row.email) : undefined;
      return teacher && digitsOf(teacher.sms!) !== digitsOf(row!.mobilePhone!);
    });
    assert.equal(byEmailAlone.length, 1);
    const [row] = byEmailAlone;
    assert.equal(row?.lastName, staff.get(row?.email)?.familyName);
  });

  it('writes guardians.csv in ISO-8859-1', async () => {
    const bytes = await readFile(path.join(await written(1), 'guardians.csv'));
    assert.ok(bytes.includes(Buffer.from('José', 'latin1')));
    assert.throws(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  });

  it('reaches nobody: addresses and numbers are those kept for examples', async () => {
    const dir = await written(1);
    const people = [
      ...(await readTable(dir, 'users')),
      ...(await readGuardianLines(dir)).filter((row) => row !== null),
    ];
    for (const { email = '', sms = '', mobilePhone = '', homePhone = '' } of people) {
      assert.match(email, /^$|[@.]example[.,](org|com|net)$/);
      for (const phone of [sms, mobilePhone, homePhone]) assert.match(digitsOf(phone), /^$|^\d{3}55501\d\d$|^55501$/);
    }
  });
});
