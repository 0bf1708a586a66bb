import assert from 'node:assert/strict';
import { checkedFetch } from '../../../src/roster/api/checked-fetch.js';
import type { ApiContext } from '../../../src/roster/api/model.js';
import { classLinkAddresses } from '../../../src/roster/classlink/addresses.js';
import { listApplications } from '../../../src/roster/classlink/applications.js';
import { connectClassLink } from '../../../src/roster/classlink/connect.js';
import { findDistrict } from '../../../src/roster/classlink/district.js';
import { defaultSettings } from '../../../src/settings/sync-settings.js';
import { FakeClassLink, fail, send } from '../../fakes/classlink/server.js';
import { tenantsAround } from '../../fakes/classlink/tenants.js';

const nowhere = { url: 'http://127.0.0.1:9', clientId: 'us', clientSecret: 'hush' };

describe('the list of districts of ClassLink', () => {
  let fake: FakeClassLink;

  beforeEach(async () => {
    fake = await FakeClassLink.start(tenantsAround(nowhere));
  });
  afterEach(() => fake.stop());

  const context = (roster: Partial<typeof defaultSettings.roster> = {}, token: string = fake.key): ApiContext => ({
    settings: {
      ...defaultSettings,
      roster: { ...defaultSettings.roster, source: 'classlink', baseUrl: fake.baseUrl, districtId: '2', ...roster },
    },
    secrets: { token },
    fetch: checkedFetch('ClassLink', true),
    sleep: async () => undefined,
    signal: new AbortController().signal,
    now: Date.now,
    since: null,
  });
  const codeOf = async (roster: Partial<typeof defaultSettings.roster>, token?: string): Promise<string> => {
    try {
      await connectClassLink(context(roster, token));
      return 'connected';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it('is read to its end, whatever its pages hold, and however often a page repeats', async () => {
    const read = async () => (await listApplications(context(), fake.baseUrl, fake.key)).map(({ id }) => id);
    const all = fake.tenants.map((tenant) => tenant.oneroster_application_id);
    for (const size of [1, 2, 3, 5, 100]) {
      fake.listPage = size;
      assert.deepEqual(await read(), all);
    }
    fake.misbehave({
      before: (_, path, response) => {
        const { upstream: _u, ...shown } = fake.tenants[0]!;
        if (path.startsWith('/applications?')) send(response, 200, { status: 1, applications: [shown] });
        return true;
      },
    });
    assert.deepEqual(await read(), all.slice(0, 1));
  });

  it('is asked again after 429, an error of the server and an answer without it', async () => {
    fake.misbehave({
      before: (self, path, response) => {
        const times = self.seen(path);
        if (times >= 3) return false;
        response.setHeader('Retry-After', '0');
        return times === 2 ? send(response, 200, {}) : fail(response, times === 0 ? 429 : 500, 'Not now');
      },
    });
    assert.equal((await listApplications(context(), fake.baseUrl, fake.key)).length, 5);
    assert.equal(fake.asked.length, 4 * 4);
  });

  it('names the district by its tenant id, or by the id of its roster, by no other number', async () => {
    const list = await listApplications(context(), fake.baseUrl, fake.key);
    const id = 'Q2xhc3NMaW5r%2Bc%3D';
    assert.equal(findDistrict(list, '2').id, id);
    assert.equal(findDistrict(list, id).tenantId, '2');
    for (const other of ['57', '1174', '02', 'Q2xhc3NMaW5r+c=', 'ClassLink'])
      assert.throws(() => findDistrict(list, other), { code: 'ClassLinkDistrictNotListed' });
  });

  it('leaves a choice to a person where a district shares two rosters', async () => {
    fake.tenants.push({ ...fake.tenants[3]!, oneroster_application_id: 'second%3D' });
    assert.equal(await codeOf({}), 'ClassLinkDistrictAmbiguous');
    assert.equal(await codeOf({ districtId: 'second%3D' }), 'connected');
    fake.tenants[3]!.enabled = 'false';
    assert.equal(await codeOf({}), 'connected');
  });

  it('says what keeps the roster from being read', async () => {
    assert.equal(await codeOf({}), 'connected');
    assert.equal(await codeOf({ districtId: '1002' }), 'ClassLinkDistrictNotListed');
    assert.equal(await codeOf({ districtId: '1001' }), 'ClassLinkAccessRevoked', 'a bearer that is null');
    assert.equal(await codeOf({ districtId: '77' }), 'ClassLinkAccessRevoked', 'enabled is "false"');
    assert.equal(await codeOf({ districtId: '1003' }), 'ClassLinkAccessRevoked', 'the tenant is inactive');
    assert.equal(await codeOf({}, 'another'), 'RosterKeyRefused');
    assert.equal(await codeOf({}, ''), 'RosterNotSet');
    assert.equal(await codeOf({ districtId: '' }), 'RosterNotSet');
    assert.equal(await codeOf({ baseUrl: 'http://127.0.0.1:9' }), 'RosterUnreachable');
    fake.tenants[3]!.upstream.clientSecret = '';
    assert.equal(await codeOf({ access: 'direct' }), 'ClassLinkAccessRevoked', 'no secret for the server');
  });

  it('is no empty list when it is none', async () => {
    const bodies = [{}, { status: 1 }, { applications: {} }, { applications: [1] }, { applications: [{ id: 3 }] }];
    for (const body of bodies) {
      fake.misbehave({ before: (_, __, response) => send(response, 200, body) });
      assert.equal(await codeOf({}), 'RosterAnswerInvalid', JSON.stringify(body));
    }
    fake.misbehave({ before: (_, __, response) => Boolean(response.end('<html>Log in</html>')) });
    assert.equal(await codeOf({}), 'RosterAnswerInvalid');
    for (const id of ['../admin', 'a/b', 'a?b', 'a#b', '..', '%2E%2e', 'a\\b']) {
      fake.misbehave(null);
      fake.tenants[0]!.oneroster_application_id = id;
      assert.equal(await codeOf({}), 'RosterAnswerInvalid', id);
    }
  });

  it('gives ids that go into an address as they are', () => {
    const application = {
      id: 'Mo%3D',
      applicationId: '57',
      tenantId: '2',
      bearer: 'b',
      enabled: true,
      tenantStatus: '',
    };
    const addresses = (baseUrl: string) => {
      const { list, roster } = classLinkAddresses(baseUrl);
      return [list, roster(application)];
    };
    const usual = 'https://oneroster-proxy.classlink.io';
    assert.deepEqual(addresses(''), [usual, `${usual}/Mo%3D`]);
    assert.deepEqual(addresses('https://a.example/proxy/'), [
      'https://a.example/proxy',
      'https://a.example/proxy/Mo%3D',
    ]);
    assert.deepEqual(addresses('https://a.example/proxy/v1p0/{application_id}'), [
      'https://a.example',
      'https://a.example/proxy/v1p0/57',
    ]);
    assert.deepEqual(addresses('https://a.example/proxy/v1p0/{oneroster_application_id}/'), [
      'https://a.example',
      'https://a.example/proxy/v1p0/Mo%3D',
    ]);
  });
});
