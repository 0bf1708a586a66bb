import assert from 'node:assert/strict';
import { query } from '../../../src/db/sql-files.js';
import { guardianFile } from '../../../src/demo/generator/guardian-file.js';
import { generateDistrict } from '../../../src/demo/generator/index.js';
import { oneRosterFiles } from '../../../src/demo/generator/oneroster-files.js';
import { demoDistrict } from '../../fakes/clever/district.js';
import { FakeClever } from '../../fakes/clever/server.js';
import { firstDifference, stableExport } from '../../support/export.js';
import { killedInReading } from '../../support/killed-in-reading.js';
import { lastRun, runsOf, syncToEnd } from '../../support/runs.js';
import { createTestSystem, type TestSystem } from '../../support/system.js';
import { withClever } from './clever-system.js';

const demo = generateDistrict({ seed: 7 });

describe('students, classrooms and staff from Clever, guardians from guardians.csv', function () {
  this.timeout(180_000);
  let files: TestSystem;
  let fake: FakeClever;
  /** The export of an undisturbed district. */
  let right: string;

  before(async () => {
    files = await createTestSystem();
    fake = await FakeClever.start(demoDistrict(demo));
    fake.clamp = 100;
    for (const [name, text] of oneRosterFiles(demo)) await files.putFile(name, text);
    await files.putFile('guardians.csv', guardianFile(demo));
  });
  after(async () => {
    await files.stop();
    await fake.stop();
  });
  afterEach(() => fake.misbehave(null));

  const cleverDistrict = (name: string, server = fake) => withClever(files, name, server, demo);

  it('gives the same families and accounts as the OneRoster files, and a second sync changes nothing', async () => {
    const system = await cleverDistrict('clever');
    const [others, mine, second] = await files.withWorkers(async () => {
      await syncToEnd(files);
      await syncToEnd(system);
      const first = await stableExport(system);
      const { runId } = await syncToEnd(system);
      assert.equal(firstDifference(await stableExport(system), first), null);
      return [await stableExport(files), first, runId] as const;
    });
    right = mine;
    for (const table of ['accounts', 'roles', 'guardians', 'guardian_links', 'schools']) {
      assert.equal(firstDifference(tableOf(mine, table), tableOf(others, table)), null, table);
      assert.ok(tableOf(mine, table).split('\n').length > 5, table);
    }
    const change = await query(files.db, `select from change where run_id = :second`, { second });
    assert.equal(change.length, 0);
    for (const { status } of await runsOf(system)) assert.match(status, /^done/);
  });

  it('is resumed where a worker was killed in the middle of the reading', async () => {
    const system = await cleverDistrict('killed');
    // Among the students' pages.
    const later = await killedInReading(system, fake, (url) => /role=student.*starting_after=/.test(url.search));
    assert.equal(
      later.some((path) => path.includes('/sections')),
      false,
      'what was received is not asked for again',
    );
    assert.equal((await lastRun(system)).status.startsWith('done'), true);
    assert.equal(firstDifference(await stableExport(system), right), null);
  });

  it('reads events between full syncs, and comes to the same as the whole', async () => {
    const own = await FakeClever.start(demoDistrict(demo));
    own.events.push({ id: '0'.repeat(24), type: 'districts.updated', created: '', data: { object: { id: demo.id } } });
    const system = await cleverDistrict('events', own);
    const whole = await cleverDistrict('whole', own);
    await system.set({ 'roster.mode': 'changes' });
    try {
      await files.withWorkers(async () => {
        await Promise.all([syncToEnd(system), syncToEnd(whole)]);
        const { users, sections, ...rest } = own.district;
        own.change({
          ...rest,
          users: users.filter((_, n) => n !== 5),
          sections: sections.map((section, n) => (n === 3 ? { ...section, name: 'Renamed', students: [] } : section)),
        });
        own.asked.length = 0;
        await syncToEnd(system);
        assert.ok(own.asked.some((path) => path.includes('/events?')));
        assert.ok(!own.asked.some((path) => path.includes('/users')));
        await syncToEnd(whole);
      });
      assert.match((await lastRun(system)).status, /^done/);
      const [changed, full] = [await stableExport(system), await stableExport(whole)];
      assert.equal(firstDifference(changed, full), null);
      assert.notEqual(firstDifference(changed, right), null);
    } finally {
      await own.stop();
    }
  });
});

/** A table of the export, as CSV. */
function tableOf(text: string, table: string): string {
  const [, rest = ''] = text.split(`== ${table}.csv\n`);
  return rest.split('\n== ')[0]!;
}
