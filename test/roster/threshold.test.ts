import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { createTestDatabase } from '../support/database.js';
import { enrollment, packageFiles, smallRoster, student, type Tables, teacher } from './files.js';
import { type Synced, TestScope } from './scope.js';

/** docs/guardian-rules.md 5, for what a roster would archive or rename. */
describe('a roster that would archive or rename too many', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let db: Knex;
  let scope: TestScope;
  let scopes = 0;

  before(async () => {
    database = await createTestDatabase();
    db = database.db;
  });
  after(() => database.drop());
  beforeEach(async () => {
    scope = await TestScope.district(db, `d${++scopes}`);
  });

  const roster = (change: (tables: Tables) => void) => {
    const tables = smallRoster();
    change(tables);
    return packageFiles(tables);
  };
  /** Students x0 … of one school and each in one class, two teachers. */
  const many = (count: number, { name = 'Pupil', from = 0, school = 'A' } = {}) =>
    roster((tables) => {
      const numbers = Array.from({ length: count }, (_, i) => i + from);
      tables.users = [...numbers.map((i) => student(`x${i}`, school, { familyName: name })), ...tables.users.slice(7)];
      tables.enrollments = [
        enrollment('c1', 'p1', 'A', 'teacher'),
        ...numbers.map((i) => enrollment('c1', `x${i}`, 'A')),
      ];
    });
  const active = async (table: string) => (await scope.active(table)).split(' ').filter(Boolean).length;
  const archived = ({ counts }: Synced) => [counts.students.archived, counts.enrollments.archived];

  it('archives exactly 20 %, and of more nothing; updates are applied all the same', async () => {
    await scope.sync(many(30));
    const exact = await scope.sync(many(24));
    assert.deepEqual([exact.status, archived(exact)], ['done', [6, 6]]);
    const more = await scope.sync(many(19, { name: 'Renamed' }), [['hold', 'apply']]);
    assert.deepEqual([more.status, archived(more)], ['threshold', [0, 0]]);
    assert.deepEqual(more.counts.students.triedToArchive, { count: 5, percent: 20.8 });
    assert.deepEqual([more.counts.students.updated, await active('student'), await active('enrollment')], [19, 24, 25]);
    assert.ok(more.findings.some(({ code }) => code === 'removals-withheld'));
  });

  it('asks about fewer than 5 only if they are half of those not withheld yet', async () => {
    await scope.sync(many(9));
    const few = await scope.sync(many(5));
    assert.deepEqual([few.status, archived(few)], ['done', [4, 4]]);
    const half = await scope.sync(many(2));
    assert.deepEqual([half.status, archived(half)], ['threshold', [0, 0]]);
    const left = await scope.sync(many(1));
    assert.deepEqual([left.status, archived(left)], ['threshold', [1, 1]], 'one alone is never many');
  });

  it('asks every night, archives what an admin lets go with what hangs on it, and keeps what is to stay', async () => {
    await scope.sync(many(30));
    await scope.sync(many(20));
    const second = await scope.sync(many(20));
    assert.deepEqual([second.status, archived(second)], ['threshold', [0, 0]]);
    assert.deepEqual(second.counts.students.triedToArchive, { count: 10, percent: 33.3 });
    assert.equal(second.counts.enrollments.triedToArchive, undefined, 'they hang on their students');
    const named = await scope.sync(many(22), [['removals', 'archive']]);
    assert.deepEqual([named.status, archived(named), await active('student')], ['done', [8, 8], 22]);
    const kept = await scope.sync(many(10), [['removals', 'keep']]);
    assert.deepEqual([kept.status, archived(kept), await active('student')], ['done', [0, 0], 22]);
    const quiet = await scope.sync(many(10));
    assert.deepEqual([quiet.status, archived(quiet), await active('enrollment')], ['done', [0, 0], 23]);
    const back = await scope.sync(many(22));
    assert.equal(back.status, 'done');
    assert.equal((await scope.sync(many(10))).status, 'threshold', 'named since: asked again');
  });

  it('withholds a whole school that is missing', async () => {
    const both = (ofB: number) =>
      roster((tables) => {
        const students = (count: number, school: string) =>
          Array.from({ length: count }, (_, i) => student(`${school}${i}`, school));
        tables.users = [...students(200, 'A'), ...students(ofB, 'B'), ...tables.users.slice(7)];
        tables.enrollments = [enrollment('c1', 'p1', 'A', 'teacher'), enrollment('c1', 'A0', 'A')];
      });
    await scope.sync(both(40));
    assert.deepEqual(archived(await scope.sync(both(20))), [20, 0], 'half');
    await scope.sync(both(40));
    const gone = await scope.sync(both(0));
    assert.deepEqual(
      [gone.status, archived(gone), gone.counts.students.triedToArchive],
      ['threshold', [0, 0], { count: 40, percent: 16.7 }],
    );
  });

  it('is held where more than half of the students or staff would get another name', async () => {
    await scope.sync(many(30));
    const exact = await scope.sync(
      roster((tables) => {
        tables.users = [
          ...Array.from({ length: 30 }, (_, i) => student(`x${i}`, 'A', { familyName: i < 15 ? 'Half' : 'Pupil' })),
          ...tables.users.slice(7),
        ];
        tables.enrollments = [enrollment('c1', 'p1', 'A', 'teacher'), enrollment('c1', 'x0', 'A')];
      }),
    );
    assert.deepEqual(exact.held, [], 'exactly half');
    const before = await scope.snapshot();
    const held = await scope.sync(many(30, { name: 'Other' }));
    assert.deepEqual(
      [held.status, held.held.map(({ code, figure }) => [code, figure])],
      ['held', [['students-renamed', 100]]],
    );
    assert.deepEqual(held.changes, []);
    assert.deepEqual(await scope.snapshot(), before);
    const applied = await scope.sync(many(30, { name: 'Other' }), [['hold', 'apply']]);
    assert.deepEqual([applied.held, applied.counts.students.updated], [[], 30]);
    assert.deepEqual((await scope.sync(many(30, { name: 'Third' }))).held, [], 'not worse than what was applied');
  });

  it('a handful of staff is too much only if it is half of them', async () => {
    const staff = (...ids: string[]) =>
      roster((tables) => {
        tables.users = [
          ...Array.from({ length: 10 }, (_, i) => student(`x${i}`, 'A')),
          ...ids.map((id) => teacher(id, 'A')),
        ];
        tables.enrollments = [enrollment('c1', ids.at(-1)!, 'A', 'teacher')];
      });
    await scope.sync(staff('p1', 'p2', 'p7', 'p8', 'p9'));
    const few = await scope.sync(staff('p7', 'p8', 'p9'));
    assert.deepEqual([few.status, few.counts.staff.archived], ['done', 2]);
    assert.equal(await scope.active('staff'), 'p7 p8 p9');
    const half = await scope.sync(staff('p9'));
    assert.deepEqual([half.status, half.counts.staff.archived], ['threshold', 0]);
    assert.equal(await scope.active('staff'), 'p7 p8 p9');
  });
});
