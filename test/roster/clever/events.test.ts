import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { generateDistrict } from '../../../src/demo/generator/index.js';
import { type CleverDistrict, demoDistrict, type Entity } from '../../fakes/clever/district.js';
import { contextFor, readAll, settingsFor } from '../../fakes/clever/reading.js';
import { FakeClever } from '../../fakes/clever/server.js';
import { createTestDatabase } from '../../support/database.js';
import { firstDifference, stableExport } from '../../support/export.js';
import { TestScope } from '../scope.js';
import { syncFrom } from './night.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const start = demoDistrict(generateDistrict({ seed: 11 }));
const with_ = (entity: Entity, changes: Record<string, unknown>) => ({ ...entity, ...changes });
const ids = (entity: Entity, name: string) => entity[name] as string[];

/** A day in the district: people come, go and move, classes change, a teacher becomes an aide. */
function nextDay(district: CleverDistrict, day: number): CleverDistrict {
  const students = district.users.filter(({ roles }) => 'student' in (roles as object)).map(({ id }) => id);
  const teachers = district.users.filter(({ roles }) => 'teacher' in (roles as object)).map(({ id }) => id);
  const [gone, moved, renamed] = [students[day * 3]!, students[day * 3 + 1]!, students[day * 3 + 2]!];
  const [former, sections] = [teachers.at(-day)!, district.sections];
  const arrived: Entity = {
    ...{ id: `NEW-${day}`, district: district.id, email: `new${day}@example.org`, name: { first: 'Noa', last: 'Noy' } },
    roles: { student: { school: district.schools[0]!.id, schools: [], sis_id: `N${day}`, grade: '3' } },
  };
  return {
    ...district,
    users: [
      ...district.users
        .filter(({ id }) => id !== gone)
        .map((user) => (user.id === renamed ? with_(user, { name: { first: 'Ada', last: `Of day ${day}` } }) : user))
        .map((user) => (user.id === former ? with_(user, { roles: { staff: { schools: [], title: 'Aide' } } }) : user)),
      arrived,
    ],
    sections: sections
      .filter((_, n) => n !== day)
      .map((section, n) => {
        const members = ids(section, 'students').filter((id) => id !== gone && !(id === moved && n % 2 === 0));
        if (n === day + 1) members.push(arrived.id);
        const staffed = ids(section, 'teachers').filter((id) => id !== former);
        return with_(section, { students: members, teachers: staffed, teacher: staffed[0] ?? null });
      }),
    schools:
      day === 2
        ? district.schools.map((each, n) => (n === 1 ? with_(each, { name: 'Renamed' }) : each))
        : district.schools,
  };
}

describe('Clever with events between full syncs', function () {
  this.timeout(60_000);
  let db: Knex;
  let drop: () => Promise<void>;
  let fake: FakeClever;
  let scopes = 0;

  before(async () => {
    ({ db, drop } = await createTestDatabase());
  });
  after(() => drop());
  beforeEach(async () => {
    fake = await FakeClever.start(start);
    // Something has happened before.
    fake.events.push({
      id: '0'.repeat(24),
      type: 'districts.updated',
      created: '',
      data: { object: { id: start.id } },
    });
  });
  afterEach(() => fake.stop());

  /** A scope that is synced night by night; each night reads on from the mark of the one before. */
  const district = async (mode: 'full' | 'changes') => {
    const scope = await TestScope.district(db, `clever-${++scopes}`);
    scope.settings = settingsFor(fake, { mode });
    let since: string | null = null;
    const night = async (changes: Parameters<typeof contextFor>[1] = {}) => {
      fake.asked.length = 0;
      const read = await readAll(contextFor(fake, { settings: scope.settings, since, ...changes }));
      since = read.mark;
      return {
        read,
        synced: await syncFrom(scope, read.source),
        byEvents: !fake.asked.some((path) => /\/users/.test(path)),
      };
    };
    return { night, scope, slug: `clever-${scopes}` };
  };
  const exportOf = (slug: string) => stableExport({ db, scope: slug });

  it('comes to the same as full syncs, night after night', async () => {
    const [full, changes] = [await district('full'), await district('changes')];
    await full.night();
    assert.equal((await changes.night()).byEvents, false);
    for (let day = 1; day <= 4; day++) {
      fake.change(nextDay(fake.district, day));
      await full.night();
      const { byEvents, synced } = await changes.night();
      assert.equal(byEvents, true);
      assert.ok(synced.changes.length > 10);
      assert.equal(firstDifference(await exportOf(changes.slug), await exportOf(full.slug)), null, `day ${day}`);
    }
    const { byEvents, synced } = await changes.night();
    assert.deepEqual([byEvents, synced.changes], [true, []]);
  });

  it('takes events that come again, and old values next to the data', async () => {
    const [full, changes] = [await district('full'), await district('changes')];
    await Promise.all([full.night(), changes.night()]);
    fake.change(nextDay(nextDay(fake.district, 1), 2));
    for (const event of fake.events) {
      const { previous_attributes: old, ...data } = event.data;
      if (old) Object.assign(event, { data, previous_attributes: old });
    }
    const { read, synced } = await changes.night();
    assert.ok(synced.changes.length > 10);
    await full.night();
    assert.equal(firstDifference(await exportOf(changes.slug), await exportOf(full.slug)), null);
    const again = await syncFrom(changes.scope, read.source);
    assert.deepEqual(again.changes, []);
  });

  const odd: [string, () => void][] = [
    ['the mark is no event any more', () => void fake.events.shift()],
    ['events are not shared', () => void fake.forbidden.add('events')],
    [
      'a section has no old values',
      () => {
        for (const event of fake.events) delete event.data.previous_attributes;
      },
    ],
    [
      'an event is of a type that is not known',
      () => {
        fake.events.at(-1)!.type = 'students.updated';
      },
    ],
    [
      'an event is of nobody',
      () => {
        fake.events.at(-1)!.data.object = {};
      },
    ],
    [
      'a course has another name',
      () => {
        const [first, ...rest] = fake.district.courses;
        fake.change({ ...fake.district, courses: [with_(first!, { name: 'Renamed' }), ...rest] });
      },
    ],
  ];
  for (const [name, happens] of odd) {
    it(`reads the whole where ${name}`, async () => {
      const [full, changes] = [await district('full'), await district('changes')];
      await full.night();
      await changes.night();
      fake.change(nextDay(fake.district, 1));
      happens();
      const { byEvents } = await changes.night();
      assert.equal(byEvents, false);
      await full.night();
      assert.equal(firstDifference(await exportOf(changes.slug), await exportOf(full.slug)), null);
    });
  }

  it('reads the whole where the last night was nearly as long ago as events are kept', async () => {
    const { night } = await district('changes');
    await night();
    assert.equal((await night({ now: () => Date.now() + 24 * DAY_MS })).byEvents, true);
    assert.equal((await night({ now: () => Date.now() + 50 * DAY_MS })).byEvents, false);
  });

  it('archives nobody for not being named by an event', async () => {
    const { night, scope } = await district('changes');
    await night();
    const before = await scope.snapshot();
    const { synced, byEvents } = await night();
    assert.equal(byEvents, true);
    assert.deepEqual(synced.changes, []);
    assert.deepEqual(await scope.snapshot(), before);
  });
});
