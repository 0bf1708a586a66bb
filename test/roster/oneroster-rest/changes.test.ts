import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { oneRosterRest } from '../../../src/roster/oneroster/rest/source.js';
import { type Entity, generatedDistrict } from '../../fakes/oneroster/district.js';
import { contextFor } from '../../fakes/oneroster/reading.js';
import { FakeOneRoster } from '../../fakes/oneroster/server.js';
import { receivedOf } from '../../fakes/reading.js';
import { createTestDatabase } from '../../support/database.js';
import { syncFrom } from '../clever/night.js';
import { TestScope } from '../scope.js';

const DAY_MS = 24 * 3600 * 1000;

describe('OneRoster REST: changes alone', function () {
  this.timeout(60_000);
  let db: Knex;
  let drop: () => Promise<void>;
  let fake: FakeOneRoster;
  let scope: TestScope;
  let mark: string | null;
  let nights = 0;

  before(async () => {
    ({ db, drop } = await createTestDatabase());
  });
  after(() => drop());
  beforeEach(async () => {
    fake = await FakeOneRoster.start(generatedDistrict('1.1'));
    scope = await TestScope.district(db, `changes-${nights}`);
    mark = null;
    await night();
  });
  afterEach(() => fake.stop());

  /** @param since the mark of a night before: changes alone */
  const night = async (since: string | null = null) => {
    nights += 1;
    const context = contextFor(fake, { since });
    const api = await oneRosterRest.connect(context);
    const synced = await syncFrom(scope, oneRosterRest.open(await receivedOf(api, since !== null), context.settings));
    mark = api.mark ?? null;
    const named = new Map<string, string>();
    for (const table of ['student', 'staff', 'classroom', 'enrollment', 'school', 'term'])
      for (const { id, source } of await scope.rows<{ id: number; source: string }>(
        `select ${table}_id as id, source_id as source from ${table} where district_id = :districtId`,
      ))
        named.set(`${table} ${id}`, source);
    const done = synced.changes.map(({ entity, entity_id, action }) => {
      return `${entity} ${named.get(`${entity} ${entity_id}`)} ${action}`;
    });
    return { ...synced, done: done.sort() };
  };

  const change = (entity: Entity, to: Partial<Entity>) =>
    Object.assign(entity, { dateLastModified: new Date().toISOString(), ...to });
  const refers = (reference: unknown, { sourcedId }: Entity) => (reference as Entity).sourcedId === sourcedId;
  const [isStudent, isTeacher] = ['student', 'teacher'].map((role) => (user: Entity) => user.role === role);
  const enrollmentsOf = (user: Entity) => fake.district.enrollments.filter((each) => refers(each.user, user));

  it('are asked for since a day before the last read, of what is large', async () => {
    const told = Date.parse(mark as string);
    assert.ok(Math.abs(Date.now() - DAY_MS - told) < 3600_000);
    fake.asked.length = 0;
    const since = mark;
    const { changes, counts } = await night(since);
    assert.deepEqual([changes, counts.students.read, counts.schools.read], [[], 0, 5]);
    const filtered = fake.asked.filter((path) => path.includes('filter=')).map((path) => path.split('?')[0]);
    assert.deepEqual(
      [...new Set(filtered)].map((path) => path?.split('/').at(-1)),
      ['classes', 'users', 'enrollments'],
    );
    const query = new URL(fake.asked.at(-1)!, fake.origin).searchParams;
    assert.equal(query.get('filter'), `dateLastModified>='${since}'`);
  });

  for (const filters of [true, false]) {
    it(`change what they name, and archive what they say is gone${filters ? '' : ', from a server that cannot filter'}`, async () => {
      fake.filters = filters;
      const { users, classes, enrollments } = fake.district;
      const [renamed, gone, promoted, silent] = users.filter(isStudent!) as [Entity, Entity, Entity, Entity];
      const [teacher] = users.filter(isTeacher!) as [Entity];
      change(renamed, { familyName: 'Renamed' });
      change(gone, { status: 'tobedeleted' });
      change(promoted, { role: 'aide' });
      change(teacher, { status: 'inactive' });
      change(classes[0]!, { title: 'Another title' });
      const [ended] = enrollmentsOf(renamed) as [Entity];
      change(ended, { status: 'tobedeleted' });
      fake.district.users = users.filter((user) => user !== silent);
      fake.district.users.push(change({ ...renamed }, { sourcedId: 'new', status: 'active' }) as Entity);
      const [other] = classes.filter((each) => !enrollmentsOf(renamed).some((own) => refers(own.class, each)));
      enrollments.push(change({ ...ended, class: other }, { sourcedId: 'new', status: 'active' }) as Entity);
      const { done, counts, findings } = await night(mark);
      const people = (entities: Entity[]) => entities.map(({ sourcedId }) => sourcedId);
      const hanging = enrollments.filter(
        (each) => each === ended || [gone, promoted, teacher].some((user) => enrollmentsOf(user).includes(each)),
      );
      assert.deepEqual(
        done,
        [
          ...people([gone, promoted]).map((id) => `student ${id} archive`),
          `student ${renamed.sourcedId} update`,
          `staff ${teacher.sourcedId} archive`,
          `classroom ${classes[0]!.sourcedId} update`,
          ...people(hanging).map((id) => `enrollment ${id} archive`),
        ].sort(),
      );
      assert.deepEqual([counts.staff.created, counts.students.created, counts.enrollments.created], [1, 1, 1]);
      // A server that gives all gives those of people who are gone, too.
      const orphans = filters ? [] : ['roster-orphan-enrollment'];
      assert.deepEqual([...new Set(findings.map(({ code }) => code))], orphans);
      const full = await night();
      assert.ok(full.done.includes(`student ${silent.sourcedId} archive`));
    });
  }
});
