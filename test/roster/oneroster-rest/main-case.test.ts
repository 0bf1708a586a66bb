import assert from 'node:assert/strict';
import { query } from '../../../src/db/sql-files.js';
import { guardianFile } from '../../../src/demo/generator/guardian-file.js';
import { generateDistrict } from '../../../src/demo/generator/index.js';
import { oneRosterFiles } from '../../../src/demo/generator/oneroster-files.js';
import { type Auth, key } from '../../fakes/oneroster/auth.js';
import { demoDistrict, type Version } from '../../fakes/oneroster/district.js';
import { passing } from '../../fakes/oneroster/quirks.js';
import { FakeOneRoster } from '../../fakes/oneroster/server.js';
import { firstDifference, stableExport } from '../../support/export.js';
import { killedInReading } from '../../support/killed-in-reading.js';
import { runsOf, syncToAttention, syncToEnd, syncToQuestion } from '../../support/runs.js';
import { createTestSystem, type TestSystem } from '../../support/system.js';

const demo = generateDistrict({ seed: 7 });
const planted = 'a-password-that-nobody-may-keep';

describe('students, classrooms and staff from OneRoster REST, guardians from guardians.csv', function () {
  this.timeout(180_000);
  let files: TestSystem;
  let fake: FakeOneRoster;
  let right: string;

  before(async () => {
    files = await createTestSystem();
    for (const [name, text] of oneRosterFiles(demo)) await files.putFile(name, text);
    await files.putFile('guardians.csv', guardianFile(demo));
    await files.withWorkers(() => syncToEnd(files));
    right = await stableExport(files);
  });
  after(() => files.stop());
  afterEach(() => fake.stop());

  /** A district of its own, and the server of it. */
  const districtOf = async (name: string, version: Version, auth: Auth, changes: Record<string, string> = {}) => {
    fake = await FakeOneRoster.start(demoDistrict(demo, version));
    Object.assign(fake, { auth, clamp: 400 });
    for (const user of fake.district.users) user.password = planted;
    const system = await files.withDistrict(name);
    await system.putFile('guardians.csv', guardianFile(demo));
    await system.set({ 'roster.source': 'oneroster-rest', 'roster.baseUrl': fake.origin });
    await system.set({ 'roster.version': version, 'roster.auth': auth, 'roster.tokenUrl': fake.tokenUrl });
    await system.set({ 'roster.clientId': key.id, 'roster.clientSecret': key.secret, ...changes });
    return system;
  };

  for (const [version, auth] of [
    ['1.1', 'oauth1-sha256'],
    ['1.2', 'oauth2'],
  ] as const) {
    it(`gives the same directory, families and accounts as the files (${version}, ${auth}); a second sync changes nothing`, async () => {
      const system = await districtOf(`rest-${auth}`, version, auth);
      const { runId } = await files.withWorkers(async () => {
        fake.misbehave(passing['a connection dropped in the middle of a body']!);
        await syncToEnd(system);
        assert.equal(firstDifference(await stableExport(system), right), null);
        fake.misbehave(null);
        return syncToEnd(system);
      });
      assert.equal((await query(files.db, `select from change where run_id = :runId`, { runId })).length, 0);
      for (const { status } of await runsOf(system)) assert.match(status, /^done/);
    });
  }

  it('reads changes alone where the settings say so, once it has read the whole', async () => {
    const system = await districtOf('changes', '1.2', 'oauth2', { 'roster.mode': 'changes' });
    const filtered = () => fake.asked.filter((path) => path.includes('filter=dateLastModified')).length;
    await files.withWorkers(async () => {
      await syncToEnd(system);
      assert.equal(filtered(), 0);
      const dropped = fake.district.users.pop();
      await syncToEnd(system);
      assert.equal(filtered() > 0, true);
      assert.equal(firstDifference(await stableExport(system), right), null);
      fake.district.users.push(dropped!);
    });
  });

  it('roster server 08: ends what is named as gone by its ID alone, and is not refused for many of those', async () => {
    const system = await districtOf('gone', '1.1', 'oauth1-sha1');
    const active = async () => {
      const [found] = await query<{ count: number }>(
        files.db,
        `select count(*) as count from enrollment join scope using (scope_id) where slug = :scope and archived_at is null`,
        { scope: system.scope },
      );
      return found!.count;
    };
    const takeAway = (count: number) => {
      const all = fake.district.enrollments;
      for (const [at, { sourcedId, dateLastModified }] of all.slice(0, count).entries())
        all[at] = { sourcedId, status: 'tobedeleted', dateLastModified };
    };
    await files.withWorkers(async () => {
      await syncToEnd(system);
      const before = await active();
      takeAway(6);
      assert.match((await syncToEnd(system)).status, /^done/);
      assert.equal(await active(), before - 6);
      takeAway(Math.ceil(fake.district.enrollments.length * 0.3));
      assert.equal(await syncToQuestion(system), 'threshold');
      assert.equal(await active(), before - 6, 'withheld, as is any absence of so many');
    });
  });

  it('needs attention for a key that is refused, and keeps all that it had', async () => {
    const system = await districtOf('refused', '1.1', 'oauth1-sha1');
    await files.withWorkers(() => syncToEnd(system));
    await system.set({ 'roster.clientSecret': 'another' });
    const { failure_code } = await files.withWorkers(() => syncToAttention(system));
    assert.equal(failure_code, 'RosterKeyRefused');
    assert.equal(firstDifference(await stableExport(system), right), null);
  });

  it('is resumed where a worker was killed in the middle of the reading', async () => {
    const system = await districtOf('killed', '1.1', 'oauth1-sha256');
    // Among the enrollments' pages.
    const later = await killedInReading(
      system,
      fake,
      (url) => url.pathname.endsWith('/enrollments') && url.searchParams.get('offset') !== '0',
    );
    assert.deepEqual(
      later.filter((path) => !path.includes('/enrollments?')),
      [],
      'what was received is not asked for again',
    );
    assert.equal(firstDifference(await stableExport(system), right), null);
  });

  it('keeps no password and no key where it stores things', async () => {
    fake = await FakeOneRoster.start(demoDistrict(demo, '1.1'));
    const blobs = await query<{ manifest: never }>(files.db, `select manifest from blob where purpose = 'roster'`);
    let text = '';
    for (const { manifest } of blobs)
      for await (const chunk of files.blobs.read(manifest)) text += Buffer.from(chunk).toString();
    assert.ok(text.includes('"sourcedId"'));
    for (const secret of [planted, key.secret]) assert.equal(text.includes(secret), false);
  });
});
