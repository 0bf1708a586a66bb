import assert from 'node:assert/strict';
import { generateDistrict } from '../../../src/demo/generator/index.js';
import { inProcess, withEnvironment } from '../../cli/run-cli.js';
import { FakeClassLink, fail } from '../../fakes/classlink/server.js';
import { tenantsAround } from '../../fakes/classlink/tenants.js';
import { demoDistrict as cleverDistrict } from '../../fakes/clever/district.js';
import { FakeClever } from '../../fakes/clever/server.js';
import { key } from '../../fakes/oneroster/auth.js';
import { collections, demoDistrict } from '../../fakes/oneroster/district.js';
import { FakeOneRoster, paths } from '../../fakes/oneroster/server.js';
import { createTestSystem, type TestSystem } from '../../support/system.js';

const demo = generateDistrict({ seed: 7 });

describe('connection test of a roster server', function () {
  this.timeout(120_000);
  let system: TestSystem;
  let oneRoster: FakeOneRoster;
  let clever: FakeClever;
  let classLink: FakeClassLink;
  let restore: () => void;

  before(async () => {
    [system, oneRoster, clever] = await Promise.all([
      createTestSystem(),
      FakeOneRoster.start(demoDistrict(demo, '1.1')),
      FakeClever.start(cleverDistrict(demo)),
    ]);
    oneRoster.auth = 'oauth2';
    const upstream = { url: oneRoster.origin, clientId: key.id, clientSecret: key.secret };
    classLink = await FakeClassLink.start(tenantsAround(upstream));
    restore = withEnvironment(system.env);
    await system.set({ 'sftp.host': '', 'guardians.enabled': 'false', 'roster.auth': 'oauth2' });
    await system.set({ 'roster.clientId': key.id, 'roster.clientSecret': key.secret });
  });
  after(async () => {
    restore();
    await Promise.all([system.stop(), oneRoster.stop(), clever.stop(), classLink.stop()]);
  });

  const test = () => inProcess(['connection', 'test', system.scope]);
  const refused = async (code: string, words: RegExp) => {
    const { code: exit, out } = await inProcess(['connection', 'test', system.scope, '--json']);
    assert.notEqual(exit, 0);
    assert.doesNotMatch(out, /Connected/);
    const { error } = JSON.parse(out);
    assert.equal(error.code, code);
    assert.match(error.message, words);
  };

  describe('of OneRoster', () => {
    before(() =>
      system.set({
        'roster.source': 'oneroster-rest',
        'roster.version': '1.1',
        'roster.baseUrl': oneRoster.origin,
        'roster.tokenUrl': oneRoster.tokenUrl,
      }),
    );
    beforeEach(() => {
      oneRoster.tokens.requests = 0;
      oneRoster.tokens.down = null;
      oneRoster.asked.length = 0;
      oneRoster.forbidden = new Set();
    });

    it('roster server 14: asks a token server that fails as often as for one request, and tells of it alone', async () => {
      oneRoster.tokens.down = 503;
      await refused('RosterServerFailed', /OneRoster's token server at .* \(roster\.tokenUrl\) answers .*HTTP 503/);
      assert.equal(oneRoster.tokens.requests, 6);
      assert.deepEqual(oneRoster.asked, []);
    });

    it('roster server 14: tells of a token server that refuses, and says nowhere that it is connected', async () => {
      oneRoster.tokens.down = 422;
      await refused('RosterRequestRefused', /Check roster\.tokenUrl, roster\.clientId and roster\.clientSecret/);
      assert.deepEqual(oneRoster.asked, []);
    });

    it('roster server 14: says that it is connected if anything can be read, and that nothing is if nothing can', async () => {
      oneRoster.forbidden = new Set(collections.filter((collection) => collection !== 'orgs'));
      const some = await test();
      assert.match(some.out, /^Connected to the roster \(oneroster-rest\)\.\n/);
      assert.match(some.out, /orgs +can be read\n/);
      oneRoster.forbidden = new Set(collections);
      const none = await test();
      assert.match(none.out, /^Nothing of the roster \(oneroster-rest\) can be read\.\n/);
      assert.doesNotMatch(none.out, /Connected/);
      assert.match(none.out, /users +OneRoster at .* does not let it read a part/);
    });
  });

  describe('of Clever', () => {
    before(() =>
      system.set({
        'roster.source': 'clever',
        'roster.baseUrl': clever.baseUrl,
        'roster.tokenUrl': clever.tokenUrl,
        'roster.districtId': clever.district.id,
        'roster.clientId': clever.keys.id,
        'roster.clientSecret': clever.keys.secret,
      }),
    );
    beforeEach(() => {
      clever.asked.length = 0;
      clever.tokensDown = null;
    });

    it('roster server 14: asks for a token once for all feeds, and tells of it alone', async () => {
      clever.tokensDown = 500;
      await refused('RosterServerFailed', /Clever's list of tokens at .* \(roster\.tokenUrl\) answers .*HTTP 500/);
      assert.deepEqual([...new Set(clever.asked.map((path) => path.split('?')[0]))], ['/oauth/tokens']);
      assert.equal(clever.asked.length, 6);
      clever.tokensDown = 404;
      await refused('RosterAddressWrong', /Check roster\.tokenUrl/);
    });

    it('roster server 14: tells once of a district without a token', async () => {
      await system.set({ 'roster.districtId': 'ORG-2' });
      await refused('CleverDistrictUnknown', /no token for the district/);
      await system.set({ 'roster.districtId': clever.district.id });
    });
  });

  describe('of ClassLink', () => {
    before(() =>
      system.set({
        'roster.source': 'classlink',
        'roster.baseUrl': classLink.baseUrl,
        'roster.districtId': '2',
        'roster.token': classLink.key,
      }),
    );

    it('roster server 14: tells once of a key that is refused for the roster', async () => {
      classLink.misbehave({
        before: (_, path, response) => path.includes(paths['1.1']) && fail(response, 401, 'Unauthorized'),
      });
      await refused('ClassLinkAccessRevoked', /is refused, and the list has no other/);
      assert.equal(classLink.asked.filter((path) => path.includes(paths['1.1'])).length, 1);
      classLink.misbehave(null);
    });

    it('roster server 14: tells once of a list that fails', async () => {
      classLink.misbehave({ before: (_, __, response) => fail(response, 503, 'Later') });
      classLink.asked.length = 0;
      await refused('RosterServerFailed', /ClassLink's list of districts at .*HTTP 503/);
      assert.equal(classLink.asked.length, 6);
      classLink.misbehave(null);
    });
  });
});
