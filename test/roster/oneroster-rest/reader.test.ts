import assert from 'node:assert/strict';
import { openOneRosterApi } from '../../../src/roster/oneroster/rest/api.js';
import { oneRosterRest } from '../../../src/roster/oneroster/rest/source.js';
import { collections, type Entity, generatedDistrict } from '../../fakes/oneroster/district.js';
import { passing, standstill } from '../../fakes/oneroster/quirks.js';
import { contextFor } from '../../fakes/oneroster/reading.js';
import { FakeOneRoster, paths } from '../../fakes/oneroster/server.js';
import { pagesOf, recordsOf } from '../../fakes/reading.js';

describe('reading a OneRoster server', () => {
  let fake: FakeOneRoster;
  beforeEach(async () => {
    fake = await FakeOneRoster.start(generatedDistrict('1.1'));
  });
  afterEach(() => fake.stop());

  const api = () => oneRosterRest.connect(contextFor(fake));
  const ids = (records: readonly Record<string, unknown>[]) => records.map(({ sourcedId }) => sourcedId);
  const idsOf = (entities: readonly Entity[]) => ids(entities).sort();
  const limitsAsked = () => fake.asked.map((path) => Number(new URL(path, fake.origin).searchParams.get('limit')));

  it('asks for six collections with their own parameters, and follows no reference', async () => {
    const reading = await api();
    for (const feed of reading.feeds) await pagesOf(reading, feed);
    const asked = new Set(fake.asked.map((path) => path.split('?')[0]));
    assert.deepEqual(
      [...asked],
      collections.map((collection) => `${paths['1.1']}/${collection}`),
    );
    assert.equal(fake.asked[0], `${paths['1.1']}/orgs?limit=1000&offset=0&sort=sourcedId&orderBy=asc`);
  });

  it('takes the address with the path of the collections or without', async () => {
    for (const ending of ['', '/', paths['1.1'], `${paths['1.1']}/`]) {
      const { settings, ...context } = contextFor(fake);
      const roster = { ...settings.roster, baseUrl: `${fake.origin}${ending}` };
      const reading = await oneRosterRest.connect({ ...context, settings: { ...settings, roster } });
      assert.equal(recordsOf(await pagesOf(reading, 'orgs')).length, fake.district.orgs.length);
    }
  });

  it('goes on after any page, in another process', async () => {
    fake.clamp = 250;
    const whole = await pagesOf(await api(), 'users');
    assert.ok(whole.length > 4);
    assert.deepEqual(ids(recordsOf(whole)), idsOf(fake.district.users));
    for (const [index, { cursor }] of whole.entries()) {
      if (cursor === null) continue;
      const rest = await pagesOf(await api(), 'users', cursor);
      assert.deepEqual(rest, whole.slice(index + 1));
    }
  });

  it('keeps no password, however deep', async () => {
    const [user] = fake.district.users as [Entity];
    const planted = 'a-password-that-nobody-may-keep';
    user.password = planted;
    user.userProfiles = [{ profileId: 'p', credentials: [{ type: 'x', username: 'u', Password: planted }] }];
    const [kept] = recordsOf(await pagesOf(await api(), 'users')).filter(
      ({ sourcedId }) => sourcedId === user.sourcedId,
    );
    assert.deepEqual(kept?.userProfiles, [{ profileId: 'p', credentials: [{ type: 'x', username: 'u' }] }]);
    assert.doesNotMatch(JSON.stringify(kept), /password/i);
  });

  it('says that a collection may not be whole where pages stand still', async () => {
    fake.misbehave(standstill);
    fake.countGiven = false;
    const pages = await pagesOf(await api(), 'users');
    assert.match(
      pages.at(-1)?.incomplete ?? '',
      /^OneRoster did not give the users to their end: its pages come again/,
    );
    assert.equal(recordsOf(pages).length, 1000);
    assert.ok(fake.asked.length < 10);
  });

  it('knows every page that has come before, in another process too', async () => {
    fake.clamp = 100;
    // In place of the seventh page, for ever: as many records as the server counts, and 100 of them missing.
    const stuck = { page: passing['an earlier page that comes again']!.page! };
    fake.misbehave(
      { page: (self, url, ...rest) => url.searchParams.get('offset') === '600' && stuck.page(self, url, ...rest) },
      true,
    );
    const pages = await pagesOf(await api(), 'users');
    assert.match(pages.at(-1)?.incomplete ?? '', /^OneRoster says that it has 1090 users, and gave 600 of them/);
    const rest = await pagesOf(await api(), 'users', pages[4]!.cursor);
    assert.deepEqual(rest, pages.slice(5));
  });

  it('believes one page of all, from a server that knows no pages', async () => {
    fake.misbehave({
      page: (self, _, response, { collection, all, headers }) => self.send(response, { [collection]: all }, headers),
    });
    const pages = await pagesOf(await api(), 'users');
    assert.equal(pages.at(-1)?.incomplete, undefined);
    assert.equal(recordsOf(pages).length, fake.district.users.length);
  });

  it('holds the count that a server tells against what came, and ignores a smaller one', async () => {
    const told = async (count: (real: number) => number) => {
      fake.misbehave({
        page(_, __, ___, { headers, all }) {
          headers['X-Total-Count'] = String(count(all.length));
          return false;
        },
      });
      return (await pagesOf(await api(), 'orgs')).at(-1)?.incomplete;
    };
    assert.equal(await told((real) => real), undefined);
    assert.equal(await told((real) => real - 1), undefined);
    assert.equal(await told((real) => real + 1), 'OneRoster says that it has 7 orgs, and gave 6 of them.');
  });

  it('sees records that come twice, or are missed, where others come and go meanwhile', async () => {
    fake.clamp = 100;
    const before = [...fake.district.users];
    const change = async (users: Entity[]) => {
      fake.district.users = before;
      fake.misbehave({
        before(self, url) {
          if (url.searchParams.get('offset') === '300') self.district.users = users;
          return false;
        },
      });
      return pagesOf(await api(), 'users');
    };
    const first = { ...before[0]!, sourcedId: '!' };
    const added = await change([first, ...before]);
    assert.deepEqual(ids(recordsOf(added)), idsOf(before));
    assert.match(added.at(-1)?.incomplete ?? '', /has 1091 users, and gave 1090/);
    const removed = await change(before.filter(({ sourcedId }) => sourcedId !== idsOf(before)[0]));
    assert.equal(recordsOf(removed).length, before.length - 1);
    assert.match(removed.at(-1)?.incomplete ?? '', /has 1090 users, and gave 1089/);
  });

  it('asks for less where a page is too heavy, and for more again later', async () => {
    let heavy = true;
    fake.misbehave({
      before: (self, url, response) => heavy && Number(url.searchParams.get('limit')) > 30 && self.fail(response, 502),
      page: () => {
        if (fake.asked.length > 30) heavy = false;
        return false;
      },
    });
    const reading = await api();
    assert.equal(recordsOf(await pagesOf(reading, 'enrollments')).length, fake.district.enrollments.length);
    const asked = limitsAsked();
    assert.deepEqual(asked.slice(0, 9), [1000, 1000, 500, 250, 125, 62, 31, 15, 15]);
    assert.ok(asked.at(-1)! > 100);
  });

  it('ends where a server has pages without end', async () => {
    let at = 0;
    fake.misbehave({ before: (self, _, response) => self.send(response, { users: [{ sourcedId: `${at++}` }] }) });
    const connection = {
      source: 'OneRoster',
      baseUrl: `${fake.origin}${paths['1.1']}`,
      authorization: { header: async () => () => '', renew: async () => false },
      http: contextFor(fake),
    };
    const reading = openOneRosterApi(connection, { limits: { pages: 5 } });
    const pages = await pagesOf(reading, 'users');
    assert.equal(pages.length, 6);
    assert.match(pages.at(-1)?.incomplete ?? '', /did not give the users to their end/);
  });

  it('takes what is no record for one that nobody can use', async () => {
    fake.misbehave({
      page: (self, url, response, { collection }) =>
        url.searchParams.get('offset') === '0' &&
        self.send(response, { [collection]: [null, 3, ['x'], { sourcedId: 7, title: 'x' }] }),
    });
    assert.deepEqual(recordsOf(await pagesOf(await api(), 'academicSessions')).slice(0, 4), [
      {},
      {},
      {},
      { sourcedId: 7, title: 'x' },
    ]);
  });

  it('does without courses and terms where a server has none, and not without the others', async () => {
    for (const collection of collections) fake.missing.add(collection);
    for (const feed of collections) {
      const reading = pagesOf(await api(), feed);
      if (feed === 'courses' || feed === 'academicSessions')
        assert.deepEqual(await reading, [{ records: [], cursor: null }]);
      else await assert.rejects(reading, { code: 'RosterAddressWrong', retryable: false });
    }
  });
});
