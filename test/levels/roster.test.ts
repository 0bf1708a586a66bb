import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { packageFiles, smallRoster, type Tables, teacher } from '../roster/files.js';
import { TestScope } from '../roster/scope.js';
import { createTestDatabase } from '../support/database.js';
import { goOverTo } from './support.js';

const tables = ['term', 'classroom', 'student', 'staff', 'enrollment'];

/** The small roster, with a teacher of both schools and a student of both in a class of each. */
function roster(change: (tables: Tables) => void = () => {}) {
  const all = smallRoster();
  all.users.push(teacher('p3', 'B,A', { sms: '212-555-0177' }));
  change(all);
  return packageFiles(all);
}

describe('change of level: the roster', function () {
  this.timeout(60_000);
  let db: Knex;
  let drop: () => Promise<void>;
  let made = 0;

  before(async () => {
    ({ db, drop } = await createTestDatabase());
  });
  after(() => drop());

  async function district(): Promise<{ d: TestScope; a: TestScope; b: TestScope }> {
    const d = await TestScope.district(db, `d${++made}`);
    return { d, a: await d.school('A', 'alcott'), b: await d.school('B', 'banneker') };
  }

  /** A night that makes, restores and archives nothing. */
  async function quiet(scope: TestScope, files = roster()): Promise<void> {
    const { counts, status } = await scope.sync(files);
    const written = Object.entries(counts).map(([kind, { created, restored, archived }]) => [
      kind,
      created,
      restored,
      archived,
    ]);
    assert.deepEqual(
      written.filter(([kind, ...numbers]) => kind !== 'schools' && numbers.some((n) => n !== 0)),
      [],
    );
    assert.equal(status, 'done');
  }

  /** Active records of one source id, by scope; of none more than one. */
  async function twice({ d }: { d: TestScope }): Promise<unknown[]> {
    const found = await Promise.all(
      tables.map((table) =>
        d.rows(
          `select '${table}' as kind, source_id from ${table} where district_id = :districtId and archived_at is null
           group by source_id having count(*) > 1`,
        ),
      ),
    );
    return found.flat();
  }

  it('of schools becomes that of the district: the same as if the district had synced it', async () => {
    const all = await district();
    const { d, a, b } = all;
    await a.sync(roster());
    await b.sync(roster());
    await goOverTo(d);
    assert.deepEqual(await twice(all), []);
    await quiet(d);
    const fresh = await district();
    await fresh.d.sync(roster());
    assert.deepEqual(await d.snapshot(), await fresh.d.snapshot());
    const second = await d.sync(roster());
    assert.deepEqual(second.changes, []);
  });

  it('of the district becomes that of the schools: the same as if each had synced it', async () => {
    const { d, a, b } = await district();
    await d.sync(roster());
    await goOverTo(b);
    const fresh = await district();
    for (const [school, other] of [
      [a, fresh.a],
      [b, fresh.b],
    ] as const) {
      await quiet(school);
      await other.sync(roster());
      assert.deepEqual(await school.snapshot(), await other.snapshot());
    }
    for (const table of tables) assert.equal(await d.active(table), '', table);
  });

  it('there and back, again and again, keeps every id', async () => {
    const all = await district();
    const { d, a, b } = all;
    const ids = async () =>
      Promise.all(
        tables.map((table) =>
          d.rows(
            `select '${table}' as kind, ${table}_id as id, scope_id, source_id, archived_at is null as active from ${table}
             where district_id = :districtId order by id`,
          ),
        ),
      );
    await a.sync(roster());
    await b.sync(roster());
    const before = await ids();
    let [gathered, spread]: unknown[] = [];
    for (let round = 0; round < 3; round += 1) {
      await goOverTo(d);
      assert.deepEqual(await twice(all), []);
      gathered ??= await ids();
      assert.deepEqual(await ids(), gathered);
      await quiet(d);
      await goOverTo(round === 1 ? a : b);
      spread ??= await ids();
      assert.deepEqual(await ids(), spread);
      await quiet(a);
      await quiet(b);
    }
    const of = (records: unknown) => (records as { id: number }[][]).map((list) => list.map(({ id }) => id));
    assert.deepEqual(of(spread), of(before), 'nothing is made on the way');
  });

  it('what both levels stored is one again', async () => {
    const all = await district();
    const { d, a } = all;
    await d.sync(roster());
    await a.sync(roster());
    assert.notDeepEqual(await twice(all), []);
    await goOverTo(d);
    assert.deepEqual(await twice(all), []);
    await quiet(d);
    await goOverTo(a);
    await quiet(a);
  });

  it('enrollments are of the classes and people of their scope', async () => {
    const { d, a, b } = await district();
    await a.sync(roster());
    await b.sync(roster());
    const strays = () =>
      d.rows(
        `select e.source_id from enrollment e
         left join classroom c on c.district_id = e.district_id and c.classroom_id = e.classroom_id
         left join student s on s.district_id = e.district_id and s.student_id = e.student_id
         left join staff t on t.district_id = e.district_id and t.staff_id = e.staff_id
         where e.district_id = :districtId and e.archived_at is null
           and (e.scope_id is distinct from c.scope_id or e.scope_id is distinct from coalesce(s.scope_id, t.scope_id)
             or coalesce(s.archived_at, t.archived_at, c.archived_at) is not null)`,
      );
    await goOverTo(d);
    assert.deepEqual(await strays(), []);
    await goOverTo(a);
    assert.deepEqual(await strays(), []);
    assert.notEqual(await b.active('enrollment'), '');
  });
});
