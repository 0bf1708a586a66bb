import assert from 'node:assert/strict';
import { query } from '../../../src/db/sql-files.js';
import { guardianFile } from '../../../src/demo/generator/guardian-file.js';
import { generateDistrict } from '../../../src/demo/generator/index.js';
import { oneRosterFiles } from '../../../src/demo/generator/oneroster-files.js';
import { type ClassLinkAndDistrict, classLinkBefore } from '../../fakes/classlink/before.js';
import { planted } from '../../fakes/classlink/server.js';
import { demoDistrict } from '../../fakes/oneroster/district.js';
import { firstDifference, stableExport } from '../../support/export.js';
import { killedInReading } from '../../support/killed-in-reading.js';
import { runsOf, syncToAttention, syncToEnd } from '../../support/runs.js';
import { createTestSystem, type TestSystem } from '../../support/system.js';

const demo = generateDistrict({ seed: 7 });

describe('students, classrooms and staff from ClassLink, guardians from guardians.csv', function () {
  this.timeout(180_000);
  let files: TestSystem;
  let fakes: ClassLinkAndDistrict;
  let right: string;

  before(async () => {
    files = await createTestSystem();
    fakes = await classLinkBefore(demoDistrict(demo, '1.1'));
    fakes.oneRoster.clamp = 100;
    for (const [name, text] of oneRosterFiles(demo)) await files.putFile(name, text);
    await files.putFile('guardians.csv', guardianFile(demo));
    await files.withWorkers(() => syncToEnd(files));
    right = await stableExport(files);
  });
  after(async () => {
    await files.stop();
    await fakes.stop();
  });
  afterEach(() => fakes.classLink.misbehave(null));

  const districtOf = async (name: string, access: 'proxy' | 'direct') => {
    const system = await files.withDistrict(name);
    await system.putFile('guardians.csv', guardianFile(demo));
    await system.set({ 'roster.source': 'classlink', 'roster.baseUrl': fakes.classLink.baseUrl });
    await system.set({ 'roster.token': fakes.classLink.key, 'roster.districtId': '2', 'roster.access': access });
    return system;
  };

  for (const access of ['proxy', 'direct'] as const) {
    it(`gives the same directory, families and accounts as the files (${access}); a second sync changes nothing`, async () => {
      const system = await districtOf(access, access);
      const { runId } = await files.withWorkers(async () => {
        await syncToEnd(system);
        assert.equal(firstDifference(await stableExport(system), right), null);
        return syncToEnd(system);
      });
      assert.equal((await query(files.db, `select from change where run_id = :runId`, { runId })).length, 0);
      for (const { status } of await runsOf(system)) assert.match(status, /^done/);
    });
  }

  it('changes and archives nothing where the district is gone from the list, or takes its access away', async () => {
    const system = await districtOf('gone', 'proxy');
    const { tenants } = fakes.classLink;
    const [tenant] = tenants.filter(({ tenant_id }) => tenant_id === 2);
    await files.withWorkers(() => syncToEnd(system));
    const codes: (string | null)[] = [];
    const without = async (list: typeof tenants) => {
      fakes.classLink.tenants = list;
      try {
        const { failure_code } = await files.withWorkers(() => syncToAttention(system));
        codes.push(failure_code);
      } finally {
        fakes.classLink.tenants = tenants;
      }
      assert.equal(firstDifference(await stableExport(system), right), null);
    };
    await without(tenants.filter((each) => each !== tenant));
    assert.match((await files.withWorkers(() => syncToEnd(system))).status, /^done/);
    await without(tenants.map((each) => (each === tenant ? { ...each, bearer: null } : each)));
    assert.deepEqual(codes, ['ClassLinkDistrictNotListed', 'ClassLinkAccessRevoked']);
  });

  it('is resumed where a worker was killed in the middle of the reading', async () => {
    const system = await districtOf('killed', 'proxy');
    // Among the enrollments' pages.
    const later = await killedInReading(system, fakes.classLink, (path) => /enrollments.*offset=[^0]/.test(path));
    assert.deepEqual(
      later.filter((path) => /orgs|classes|users/.test(path)),
      [],
      'what was received is not asked for again',
    );
    assert.equal(firstDifference(await stableExport(system), right), null);
  });

  it('keeps no password and no key where it stores things', async () => {
    const blobs = await query<{ manifest: never }>(files.db, `select manifest from blob where purpose = 'roster'`);
    let text = '';
    for (const { manifest } of blobs)
      for await (const chunk of files.blobs.read(manifest)) text += Buffer.from(chunk).toString();
    assert.ok(text.includes('"sourcedId"'));
    for (const secret of [planted, fakes.classLink.key, 'bearer-4']) assert.equal(text.includes(secret), false);
  });
});
