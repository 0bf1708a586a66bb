import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  changeDistrict,
  type DistrictChange,
  expectedCounts,
  generateDistrict,
  sumOfNumbers,
  writeDistrict,
} from '../../../src/demo/generator/index.js';
import { countByHand, digitsOf, readGuardianLines, readTable } from './read-back.js';

const steps = 4;

/** Records of the files by what stays the same of them, with the values that may change. */
type Records = Record<'students' | 'staff' | 'enrollments' | 'guardians' | 'guardianLinks', Map<string, string>>;

async function readRecords(dir: string): Promise<Records> {
  const users = await readTable(dir, 'users');
  const bySourcedId = (rows: Record<string, string>[]) =>
    new Map(rows.map((row) => [row.sourcedId!, JSON.stringify({ ...row, sms: digitsOf(row.sms ?? '') })]));
  const rows = (await readGuardianLines(dir)).filter((row) => row !== null);
  const known = new Set(users.map(({ sourcedId }) => sourcedId));
  const named = rows.filter((row) => known.has(row.studentSisId!) && row.firstName !== '');
  const person = (row: Record<string, string>) => `${row.firstName} ${row.lastName} ${row.email}`;
  const guardians = new Map<string, string>();
  for (const row of named) {
    const values = new Set(guardians.get(person(row))?.split('\n')).add(
      `${row.guardianSisId} ${digitsOf(row.mobilePhone!)} ${digitsOf(row.homePhone!)} ${row.language}`,
    );
    guardians.set(person(row), [...values].sort().join('\n'));
  }
  return {
    students: bySourcedId(users.filter(({ role }) => role === 'student')),
    staff: bySourcedId(users.filter(({ role }) => role !== 'student')),
    enrollments: bySourcedId(await readTable(dir, 'enrollments')),
    guardians,
    guardianLinks: new Map(named.map((row) => [`${row.studentSisId} ${person(row)}`, `${row.relationship}`])),
  };
}

/** What somebody sees who lays two nights' files side by side and remembers all earlier ones. */
function compare(before: Map<string, string>, after: Map<string, string>, seen: ReadonlySet<string>) {
  const fresh = [...after.keys()].filter((key) => !before.has(key));
  return {
    created: fresh.filter((key) => !seen.has(key)).length,
    updated: [...after].filter(([key, values]) => before.has(key) && before.get(key) !== values).length,
    archived: [...before.keys()].filter((key) => !after.has(key)).length,
    restored: fresh.filter((key) => seen.has(key)).length,
  };
}

describe('A change of the demo district', () => {
  const folders: string[] = [];
  after(() => Promise.all(folders.map((dir) => rm(dir, { recursive: true }))));

  async function write(district: ReturnType<typeof generateDistrict>): Promise<string> {
    const dir = await mkdtemp(path.join(tmpdir(), 'dailysync-change-'));
    folders.push(dir);
    await writeDistrict(district, dir);
    return dir;
  }

  for (const seed of [1, 2, 77]) {
    it(`is in the files what it says of itself, over ${steps} nights (seed ${seed})`, async () => {
      const district = generateDistrict({ seed });
      let dir = await write(district);
      let before = await readRecords(dir);
      const seen = new Map(Object.entries(before).map(([kind, records]) => [kind, new Set(records.keys())]));
      let accounts = (await countByHand(dir)).accounts;
      for (let step = 1; step <= steps; step++) {
        const numbers = sumOfNumbers(changeDistrict(district, step));
        dir = await write(district);
        const after = await readRecords(dir);
        for (const [kind, records] of Object.entries(after)) {
          const found = compare(before[kind as keyof Records], records, seen.get(kind)!);
          assert.deepEqual(numbers[kind as keyof Records], found, `${kind} at step ${step}`);
          for (const key of records.keys()) seen.get(kind)!.add(key);
        }
        const byHand = await countByHand(dir);
        assert.deepEqual(expectedCounts(district), byHand);
        const { created, reopened, closed } = numbers.accounts;
        assert.equal(byHand.accounts - accounts, created + reopened - closed);
        accounts = byHand.accounts;
        before = after;
      }
    });
  }

  it('is the same for the same seed and step', () => {
    const told = (seed: number): DistrictChange[][] => {
      const district = generateDistrict({ seed });
      return [1, 2, 3].map((step) => changeDistrict(district, step));
    };
    assert.deepEqual(told(5), told(5));
    assert.notDeepEqual(told(5), told(6));
  });

  it('brings back in the next night who left, and names everybody whom it touches', () => {
    const district = generateDistrict({ seed: 1 });
    const peopleWho = (changes: DistrictChange[], effect: string) =>
      changes.flatMap(({ people }) => people).filter((person) => person.effect === effect);
    const first = changeDistrict(district, 1);
    const second = changeDistrict(district, 2);
    const left = peopleWho(first, 'archived').map(({ entity, name }) => `${entity} ${name}`);
    assert.ok(left.length >= 2);
    assert.deepEqual(
      peopleWho(second, 'restored').map(({ entity, name }) => `${entity} ${name}`),
      left,
    );
    assert.match(first[1]!.sentence, /^Marisol Núñez, teacher and parent, has a new mobile phone in both files/);
    for (const { sentence, people } of second) {
      for (const { name } of people) assert.ok(sentence.includes(name), `${name}: ${sentence}`);
    }
  });
});
