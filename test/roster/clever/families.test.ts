import assert from 'node:assert/strict';
import { query } from '../../../src/db/sql-files.js';
import { generateDistrict } from '../../../src/demo/generator/index.js';
import { demoDistrict, type Entity, referenceDistrict } from '../../fakes/clever/district.js';
import { FakeClever } from '../../fakes/clever/server.js';
import { firstDifference, stableExport } from '../../support/export.js';
import { syncToAttention, syncToEnd } from '../../support/runs.js';
import { createTestSystem, type TestSystem } from '../../support/system.js';

describe('guardians from Clever', function () {
  this.timeout(180_000);
  let base: TestSystem;
  let fakes: FakeClever[] = [];

  before(async () => {
    base = await createTestSystem();
  });
  after(async () => {
    await base.stop();
    for (const fake of fakes) await fake.stop();
    fakes = [];
  });

  const district = async (slug: string, of: ReturnType<typeof demoDistrict>) => {
    const fake = await FakeClever.start(of);
    fakes.push(fake);
    const system = await base.withDistrict(slug);
    const { baseUrl, token } = fake;
    await system.set({ 'roster.source': 'clever', 'roster.baseUrl': baseUrl, 'roster.token': token });
    await system.set({ 'guardians.enabled': 'false', 'roster.manageGuardians': 'true' });
    return { fake, system };
  };
  const families = async ({ db, scope }: TestSystem) => {
    const [row] = await query<{ guardians: number; links: number; ids: number }>(
      db,
      `select (select count(*) from guardian g where g.scope_id = s.scope_id and g.archived_at is null) as guardians,
         (select count(*) from guardian_link l where l.scope_id = s.scope_id and l.archived_at is null) as links,
         (select count(*) from guardian g where g.scope_id = s.scope_id and g.archived_at is null and g.sis_id is not null) as ids
       from scope s where s.slug = :scope`,
      { scope },
    );
    return row!;
  };

  it('are who the contacts of the district are, and a second sync changes nothing', async () => {
    const demo = generateDistrict({ seed: 5 });
    const { system } = await district('demo', demoDistrict(demo));
    await base.withWorkers(async () => {
      assert.match((await syncToEnd(system)).status, /^done/);
      const first = await stableExport(system);
      const { runId } = await syncToEnd(system);
      assert.equal(firstDifference(await stableExport(system), first), null);
      assert.equal((await query(base.db, 'select from change where run_id = :runId', { runId })).length, 0);
    });
    const all = demo.families.flatMap((family) => family.guardians);
    // One ID is on two people, by mistake: an error of the rows.
    const guardians = all.filter(({ id }) => id === '' || all.filter((other) => other.id === id).length === 1);
    assert.equal(guardians.length, all.length - 2);
    const found = await families(system);
    assert.equal(found.ids, guardians.filter(({ id }) => id !== '').length);
    assert.equal(found.links, guardians.flatMap(({ children }) => children).length);
  });

  const reference = referenceDistrict();
  (reference ? it : it.skip)(
    'without an id of the district keep guardian and account, whatever ids Clever makes (skipped without REFERENCE_DIR)',
    async () => {
      const { fake, system } = await district('mock', reference!);
      await base.withWorkers(async () => {
        await syncToEnd(system);
        const [before, first] = [await families(system), await stableExport(system)];
        assert.equal(before.ids, 0);
        assert.ok(before.guardians > 990, String(before.guardians));
        const renewed = (user: Entity): Entity =>
          'contact' in (user.roles as object)
            ? { ...user, id: `${user.id.slice(0, 20)}ffff${user.id.slice(20)}` }
            : user;
        fake.district = { ...fake.district, users: fake.district.users.map(renewed) };
        const { runId } = await syncToEnd(system);
        assert.equal(firstDifference(await stableExport(system), first), null);
        assert.equal((await query(base.db, 'select from change where run_id = :runId', { runId })).length, 0);
      });
    },
  );

  it('stay as they are where Clever keeps the contacts back', async () => {
    const { fake, system } = await district('kept', demoDistrict(generateDistrict({ seed: 6 })));
    await base.withWorkers(async () => {
      await syncToEnd(system);
      const before = await families(system);
      assert.ok(before.links > 1000);
      fake.forbidden.add('contact');
      assert.equal((await syncToAttention(system)).status, 'needs_attention');
      assert.deepEqual(await families(system), before);
    });
  });
});
