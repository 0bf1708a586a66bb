import assert from 'node:assert/strict';
import { SyncFailure } from '../../../src/contract/failures.js';
import type { ApiContext } from '../../../src/roster/api/model.js';
import { oneRosterRest } from '../../../src/roster/oneroster/rest/source.js';
import { generatedDistrict } from '../../fakes/oneroster/district.js';
import type { ErrorShape } from '../../fakes/oneroster/errors.js';
import { contextFor } from '../../fakes/oneroster/reading.js';
import { FakeOneRoster } from '../../fakes/oneroster/server.js';
import { pagesOf, recordsOf } from '../../fakes/reading.js';

const [core, whole] = ['roster-core.readonly', 'roster.readonly'].map(
  (name) => `https://purl.imsglobal.org/spec/or/v1p2/scope/${name}`,
) as [string, string];
/** As some servers call them. */
const short = ['roster-core.readonly', 'roster.readonly'];

describe('the key of a OneRoster server', () => {
  let fake: FakeOneRoster;
  beforeEach(async () => {
    fake = await FakeOneRoster.start(generatedDistrict('1.2'));
    fake.auth = 'oauth2';
    fake.clamp = 300;
  });
  afterEach(() => fake.stop());

  const users = async (context: Partial<ApiContext> = {}) => {
    const reading = await oneRosterRest.connect(contextFor(fake, context));
    return recordsOf(await pagesOf(reading, 'users')).length;
  };
  const failure = async (context: Partial<ApiContext> = {}): Promise<SyncFailure> => {
    const error = await users(context).then(
      () => assert.fail('it was read'),
      (thrown) => thrown,
    );
    assert.ok(error instanceof SyncFailure, String(error));
    return error;
  };

  /** All that the token server ever answers. */
  const failureWhere = (status: number) => {
    fake.tokens.down = status;
    return failure();
  };

  it('gets one token for all requests, shown either way, and asks for what a roster needs', async () => {
    for (const credentials of ['basic', 'body'] as const) {
      fake.tokens.credentials = credentials;
      fake.tokens.asked.length = 0;
      assert.equal(await users(), fake.district.users.length);
      assert.deepEqual(fake.tokens.asked, [[core, whole]]);
    }
  });

  it('asks for fewer scopes where one is unknown, and goes on with fewer than asked', async () => {
    const asked = async (known: string[]) => {
      fake.tokens.known = known;
      fake.tokens.asked.length = 0;
      assert.equal(await users(), fake.district.users.length);
      return fake.tokens.asked;
    };
    assert.deepEqual(await asked([core]), [[core, whole], [core]]);
    assert.deepEqual(await asked([whole]), [[core, whole], [core], [whole]]);
    assert.deepEqual(await asked([]), [[core, whole], [core], [whole], short, ...short.map((each) => [each]), []]);
    fake.tokens.known = null;
    fake.tokens.granted = [core];
    assert.equal(await users(), fake.district.users.length);
  });

  it('gets a new token when one ends, before its time or at it, one each time', async () => {
    fake.misbehave({
      before(self, url) {
        if (url.searchParams.get('offset') === '300' && self.seen('ended') === 0) self.tokens.end();
        return false;
      },
    });
    assert.equal(await users(), fake.district.users.length);
    assert.equal(fake.tokens.asked.length, 2);

    fake.misbehave(null);
    fake.tokens.asked.length = 0;
    let now = Date.now();
    fake.tokens.expiresIn = 100;
    const later = () => {
      now += 40_000;
      return now;
    };
    assert.equal(await users({ now: later }), fake.district.users.length);
    assert.ok(fake.tokens.asked.length > 1);
  });

  it('that ended may be told as 403', async () => {
    fake.misbehave({
      before(self, url, response) {
        return (
          url.searchParams.get('offset') === '300' && self.seen('once') === 0 && self.fail(response, 403, 'forbidden')
        );
      },
    });
    assert.equal(await users(), fake.district.users.length);
    assert.equal(fake.tokens.asked.length, 2);
  });

  it('is refused with a sentence, and asked for no third time', async () => {
    const wrong = await failure({ secrets: { clientId: 'somebody', clientSecret: 'else' } });
    assert.deepEqual([wrong.code, wrong.retryable], ['RosterKeyRefused', false]);
    assert.match(
      wrong.message,
      /^OneRoster's token server at 127\.0\.0\.1:\d+ \(roster\.tokenUrl\) does not accept the stored key .* Enter it again/,
    );
    assert.doesNotMatch(wrong.message, /somebody|else/);
    assert.equal(fake.tokens.requests, 2);
    assert.deepEqual(fake.asked, [], 'the roster itself is not asked without a token');

    fake.auth = 'oauth1-sha256';
    const signed = await failure({ secrets: { clientId: 'client-of-the-test', clientSecret: 'else' } });
    assert.equal(signed.code, 'RosterKeyRefused');
    assert.equal(fake.asked.length, 1);
  });

  it('that a district took away is told of, and one that may not read a part', async () => {
    fake.misbehave({ before: (self, _, response) => self.fail(response, 401, 'unauthorizedrequest') });
    assert.equal((await failure()).code, 'RosterKeyRefused');
    assert.equal(fake.asked.length, 2);
    fake.misbehave(null);
    fake.forbidden.add('users');
    const denied = await failure();
    assert.deepEqual([denied.code, denied.retryable], ['RosterAccessDenied', false]);
    assert.match(denied.message, /does not let it read a part of the roster .* Ask the district to share/);
  });

  for (const [form, scope] of [
    [422, 403],
    [400, 403],
    [422, 422],
    [400, 400],
  ] as const)
    for (const known of [short, [short[0]!], [short[1]!], [whole]])
      it(`roster server 14: is shown in the form, with scopes that the server knows (${form}, ${scope}, ${known})`, async () => {
        Object.assign(fake.tokens, { credentials: 'body', plain: { form, scope }, known });
        assert.equal(await users(), fake.district.users.length);
        assert.ok(fake.tokens.requests <= 7, 'no way of asking twice');
        const [last] = fake.tokens.asked.slice(-1);
        assert.ok(last?.every((each) => known.includes(each)));
      });

  it('roster server 14: asks for what the provider has to allow if the token server says 403 whatever is asked', async () => {
    const { code, message } = await failureWhere(403);
    assert.equal(code, 'RosterAccessDenied');
    assert.match(
      message,
      /^OneRoster's token server at .* gives this application no token .* scope roster-core\.readonly/,
    );
  });

  for (const [status, code, words] of [
    [500, 'RosterServerFailed', /^OneRoster's token server at [\d.:]+ \(roster\.tokenUrl\) answers .* \(HTTP 500\)/],
    [503, 'RosterServerFailed', /\(roster\.tokenUrl\) answers .* \(HTTP 503\)/],
    [422, 'RosterRequestRefused', /\(roster\.tokenUrl\) refuses to give a token \(HTTP 422\)\. Check roster\.tokenUrl/],
    [404, 'RosterAddressWrong', /\(roster\.tokenUrl\) has nothing .* Check roster\.tokenUrl/],
    [302, 'RosterRedirected', /\(roster\.tokenUrl\) sends .* Set roster\.tokenUrl/],
    [
      200,
      'RosterAnswerInvalid',
      /\(roster\.tokenUrl\) answered a request for a token without .* Check roster\.tokenUrl/,
    ],
  ] as const)
    it(`roster server 14: is not blamed on the roster if it is the token server that answers ${status}`, async () => {
      const failed = await failureWhere(status);
      assert.equal(failed.code, code);
      assert.match(failed.message, words);
      assert.doesNotMatch(failed.message, /roster\.baseUrl|roster\.version/);
      assert.ok(fake.tokens.requests <= 8, `${fake.tokens.requests} requests`);
      assert.deepEqual(fake.asked, []);
    });

  it('roster server 14: is not blamed on the roster if nothing listens at the token server', async () => {
    const { settings } = contextFor(fake);
    const roster = { ...settings.roster, tokenUrl: 'http://127.0.0.1:1/auth/login' };
    const { code, message } = await failure({ settings: { ...settings, roster } });
    assert.equal(code, 'RosterUnreachable');
    assert.match(message, /OneRoster's token server at 127\.0\.0\.1:1 \(roster\.tokenUrl\).* Check roster\.tokenUrl/);
  });

  it('that is not set is asked for by the names of its settings', async () => {
    const none = await failure({ secrets: {} });
    assert.deepEqual([none.code, none.details.missing], ['RosterNotSet', ['roster.clientId', 'roster.clientSecret']]);
    const { settings } = contextFor(fake);
    const without = async (roster: Partial<typeof settings.roster>) =>
      (await failure({ settings: { ...settings, roster: { ...settings.roster, ...roster } } })).details.missing;
    assert.deepEqual(await without({ tokenUrl: '' }), ['roster.tokenUrl']);
    assert.deepEqual(await without({ tokenUrl: 'token' }), ['roster.tokenUrl']);
    assert.deepEqual(await without({ baseUrl: '' }), ['roster.baseUrl']);
  });

  const shapes: ErrorShape[] = ['official', 'minor as a text', 'without prefix', 'HTML'];
  for (const shape of shapes) {
    it(`and its errors are understood by their status, whatever their body (${shape})`, async () => {
      fake.errors = shape;
      fake.sorts = 'refuses';
      assert.equal(await users(), fake.district.users.length);
      fake.missing.add('users');
      const { code, message } = await failure();
      assert.equal(code, 'RosterAddressWrong');
      assert.doesNotMatch(message, /unknownobject|<html>/);
    });
  }

  it('reaches nobody where nothing listens', async () => {
    const { settings } = contextFor(fake);
    const roster = { ...settings.roster, auth: 'oauth1-sha1' as const, baseUrl: 'http://127.0.0.1:1' };
    const { code, retryable, message } = await failure({ settings: { ...settings, roster } });
    assert.deepEqual([code, retryable], ['RosterUnreachable', true]);
    assert.match(message, /nothing listens there/);
  });

  it('opens nothing where answers are no answers', async () => {
    const answers: [string, (self: FakeOneRoster, response: Parameters<FakeOneRoster['send']>[0]) => true][] = [
      ['without a list of them', (self, response) => self.send(response, { users: { sourcedId: 'x' } })],
      ['without a list of them', (self, response) => self.send(response, [])],
      ['with a web page', (self, response) => self.fail(response, 200)],
    ];
    for (const [words, answer] of answers) {
      fake.errors = 'HTML';
      fake.misbehave({ before: (self, _, response) => answer(self, response) });
      const { code, retryable, message } = await failure();
      assert.deepEqual([code, retryable], ['RosterAnswerInvalid', false]);
      assert.match(message, new RegExp(`^OneRoster at .* ${words}`));
    }
  });
});
