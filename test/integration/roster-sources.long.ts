import assert from 'node:assert/strict';
import { query } from '../../src/db/sql-files.js';
import { guardianFile } from '../../src/demo/generator/guardian-file.js';
import { generateDistrict } from '../../src/demo/generator/index.js';
import { oneRosterFiles } from '../../src/demo/generator/oneroster-files.js';
import { type ClassLinkAndDistrict, classLinkBefore } from '../fakes/classlink/before.js';
import { key } from '../fakes/oneroster/auth.js';
import { demoDistrict } from '../fakes/oneroster/district.js';
import { FakeOneRoster } from '../fakes/oneroster/server.js';
import { firstDifference, stableExport } from '../support/export.js';
import { syncToEnd } from '../support/runs.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

const demo = generateDistrict({ seed: 7 });

describe('a district that goes over from one roster source to another', function () {
  this.timeout(240_000);
  let system: TestSystem;
  let fakes: ClassLinkAndDistrict;
  let servers: Record<'1.1' | '1.2', FakeOneRoster>;

  before(async () => {
    system = await createTestSystem();
    fakes = await classLinkBefore(demoDistrict(demo, '1.1'));
    servers = {
      '1.1': await FakeOneRoster.start(demoDistrict(demo, '1.1')),
      '1.2': await FakeOneRoster.start(demoDistrict(demo, '1.2')),
    };
    for (const [name, text] of oneRosterFiles(demo)) await system.putFile(name, text);
    await system.putFile('guardians.csv', guardianFile(demo));
  });
  after(async () => {
    await system.stop();
    await fakes.stop();
    for (const server of Object.values(servers)) await server.stop();
  });

  const oneRoster = (version: '1.1' | '1.2', auth: 'oauth1-sha1' | 'oauth2') => {
    const server = servers[version];
    Object.assign(server, { auth });
    return {
      'roster.source': 'oneroster-rest',
      'roster.baseUrl': server.origin,
      'roster.version': version,
      'roster.auth': auth,
      'roster.tokenUrl': server.tokenUrl,
      'roster.clientId': key.id,
      'roster.clientSecret': key.secret,
    };
  };
  const classLink = (access: 'proxy' | 'direct') => ({
    'roster.source': 'classlink',
    'roster.baseUrl': fakes.classLink.baseUrl,
    'roster.token': fakes.classLink.key,
    'roster.districtId': '2',
    'roster.access': access,
    'roster.auth': 'oauth1-sha256',
  });
  const sources: [string, () => Record<string, string>][] = [
    ['a OneRoster 1.1 server', () => oneRoster('1.1', 'oauth1-sha1')],
    ['a OneRoster 1.2 server', () => oneRoster('1.2', 'oauth2')],
    ['ClassLink, through its proxy', () => classLink('proxy')],
    ["ClassLink, at the district's own server", () => classLink('direct')],
    ['its files again', () => ({ 'roster.source': 'oneroster-csv' })],
  ];

  it('keeps everybody and everything as it is, families and accounts included', async () => {
    await system.withWorkers(async () => {
      assert.match((await syncToEnd(system)).status, /^done/);
      const right = await stableExport(system);
      for (const [name, settings] of sources) {
        await system.set(settings());
        const { runId, status } = await syncToEnd(system);
        assert.match(status, /^done/, name);
        assert.equal(firstDifference(await stableExport(system), right), null, name);
        assert.equal((await query(system.db, 'select from change where run_id = :runId', { runId })).length, 0, name);
        const [read] = await query<{ count: number }>(
          system.db,
          `select count(*) from blob where run_id = :runId and purpose = 'roster'`,
          { runId },
        );
        assert.ok((read?.count ?? 0) > 0, `${name} was read`);
      }
    });
  });
});
