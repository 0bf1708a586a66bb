import assert from 'node:assert/strict';
import { SyncFailure } from '../../../src/contract/failures.js';
import { generateDistrict } from '../../../src/demo/generator/index.js';
import { demoDistrict } from '../../fakes/clever/district.js';
import { lasting, passing, standstillOf } from '../../fakes/clever/quirks.js';
import { contextFor, readAll, settingsFor, withKeys } from '../../fakes/clever/reading.js';
import { FakeClever } from '../../fakes/clever/server.js';

const district = demoDistrict(generateDistrict({ seed: 7 }));

describe("reading Clever's Data API", function () {
  this.timeout(60_000);
  let fake: FakeClever;

  beforeEach(async () => {
    fake = await FakeClever.start(district);
    fake.clamp = 90;
  });
  afterEach(() => fake.stop());

  const ids = async (changes: Parameters<typeof contextFor>[1] = {}) => {
    const { records } = await readAll(contextFor(fake, changes));
    return [...records].map(([feed, all]) => [feed, all.map(({ id }) => id)] as const);
  };
  const failure = async (reading: Promise<unknown>, code: string, sentence: RegExp) => {
    const error = await reading.then(
      () => assert.fail('read'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof SyncFailure, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, sentence);
    return error;
  };

  /** What every right reading comes to: each record once, by the role asked for. */
  const right = () => {
    const of = (role: string) => district.users.filter(({ roles }) => role in (roles as object)).map(({ id }) => id);
    const sorted = (all: string[]) => [...all].sort();
    const all = (name: 'schools' | 'terms' | 'courses' | 'sections') => sorted(district[name].map(({ id }) => id));
    return [
      ['schools', all('schools')],
      ['terms', all('terms')],
      ['courses', all('courses')],
      ['sections', all('sections')],
      ['students', sorted(of('student'))],
      ['teachers', sorted(of('teacher'))],
      ['staff', sorted(of('staff'))],
      ['districtAdmins', []],
    ];
  };

  it('gives every record once, by pages of any size', async () => {
    for (const clamp of [1000, 90, 7]) {
      fake.clamp = clamp;
      assert.deepEqual(await ids(), right());
    }
    assert.ok(right()[4]![1]!.length > 900);
  });

  it('goes on after the page of a cursor', async () => {
    const { clever } = await import('../../../src/roster/clever/source.js');
    const api = await clever.connect(contextFor(fake));
    const pages = [];
    for await (const page of api.pages('students', null)) pages.push(page);
    const rest = [];
    for await (const page of api.pages('students', pages[3]!.cursor)) rest.push(page);
    assert.deepEqual(rest, pages.slice(4));
    assert.equal(pages.at(-1)!.cursor, null);
  });

  for (const [name, quirk] of Object.entries({ ...passing, ...lasting })) {
    it(`gives the same with ${name}`, async () => {
      fake.misbehave(quirk);
      const { records, received } = await readAll(contextFor(fake));
      for (const [feed, expected] of right()) {
        const found = [...new Set(records.get(feed as string)!.map(({ id }) => id))];
        assert.deepEqual(found.sort(), expected);
        assert.equal(received.incomplete(feed as string), null);
      }
    });
  }

  it('says that a list may not be whole where the same page comes without end', async () => {
    fake.misbehave(standstillOf('users'));
    const { received } = await readAll(contextFor(fake));
    assert.match(received.incomplete('students')!, /same students again and again/);
    assert.equal(received.incomplete('sections'), null);
    // Half of the courses would take away names of classes.
    fake.clamp = 20;
    fake.misbehave(standstillOf('courses'));
    await failure(ids(), 'RosterAnswerInvalid', /with the same page/);
  });

  it('gives a server that stumbles a moment before it asks for the page again', async () => {
    for (const name of ['an empty page too early', 'a page that comes again']) {
      const waits: number[] = [];
      const sleep = async (ms: number) => {
        waits.push(ms);
      };
      fake.misbehave(passing[name]!);
      await ids({ sleep });
      assert.ok(waits.length > 0 && waits.every((ms) => ms >= 500), `${name}: ${waits}`);
    }
  });

  it('waits for the reset before asking on, with all that use the token', async () => {
    const waits: number[] = [];
    let now = Date.now();
    const sleep = async (ms: number) => {
      waits.push(ms);
      now += ms;
    };
    fake.remaining = 3;
    const [context, other] = [contextFor(fake, { sleep, now: () => now }), contextFor(fake, { sleep, now: () => now })];
    const { clever } = await import('../../../src/roster/clever/source.js');
    const first = async (which: typeof context) => {
      const api = await clever.connect(which);
      for await (const page of api.pages('schools', null)) return page.records.length;
    };
    assert.deepEqual([await first(context), await first(other)], [5, 5]);
    assert.deepEqual(waits, []);
    assert.equal(await first(context), 5);
    // The third answer said that none is left.
    assert.equal(await first(other), 5);
    assert.equal(waits.length, 1);
    assert.ok(waits[0]! > 0 && waits[0]! <= 2000, String(waits));
  });

  it('looks the token up for its own district, and takes a stored one as it is', async () => {
    await ids();
    assert.match(fake.asked[0]!, /^\/oauth\/tokens\?owner_type=district&district=/);
    fake.asked.length = 0;
    await ids({ secrets: { token: fake.token } });
    assert.ok(fake.asked.every((path) => path.startsWith('/v3.0/')));
  });

  it('refuses what only a person can fix, each with its code and a sentence', async () => {
    await failure(ids({ secrets: {} }), 'RosterNotSet', /set roster\.token and roster\.clientId with/);
    const settings = (changes: object) => ({ settings: settingsFor(fake, changes) });
    await failure(ids(settings({ districtId: '' })), 'RosterNotSet', /set roster\.districtId/);
    await failure(ids(settings({ districtId: 'ORG-2' })), 'CleverDistrictUnknown', /authorize the application/);
    await failure(ids({ secrets: { token: 'wrong' } }), 'RosterKeyRefused', /does not accept the stored key/);
    await failure(ids({ secrets: { ...withKeys(fake), clientSecret: 'x' } }), 'RosterKeyRefused', /does not accept/);
    await failure(ids(settings({ baseUrl: `${fake.origin}/v2.1` })), 'RosterAddressWrong', /Check roster\.baseUrl/);
    fake.district = { ...district, schools: district.schools.map((each) => ({ ...each, district: 'ORG-2' })) };
    await failure(ids(), 'CleverOtherDistrict', /another district/);
  });

  it('says which scope is missing, and does without lists that a district may keep', async () => {
    fake.scopes = ['read:schools', 'read:sections', 'read:teachers'];
    await failure(ids(), 'CleverScopeMissing', /read:students missing/);
    fake.scopes = [];
    fake.forbidden = new Set(['district_admin']);
    const { received, records } = await readAll(contextFor(fake));
    assert.match(received.incomplete('districtAdmins')!, /does not let this application read/);
    assert.equal(records.get('students')!.length, right()[4]![1]!.length);
    fake.forbidden = new Set(['sections']);
    await failure(ids(), 'CleverScopeMissing', /read:sections missing/);
  });

  it('never takes answers without a list, or that stay unreadable, for an empty roster', async () => {
    fake.misbehave({
      page: (_, __, response) => {
        response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"links": []}');
        return true;
      },
    });
    await failure(ids(), 'RosterAnswerInvalid', /without the list/);
    fake.misbehave({
      before: (_, __, response) => {
        response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>');
        return true;
      },
    });
    await failure(ids(), 'RosterAnswerInvalid', /web page/);
    const unreachable = contextFor(fake);
    await fake.stop();
    const error = await failure(readAll(unreachable), 'RosterUnreachable', /nothing listens there/);
    assert.equal(error.retryable, true);
    fake = await FakeClever.start(district);
  });
});
