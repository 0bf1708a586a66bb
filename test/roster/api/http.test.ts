import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { SyncFailure } from '../../../src/contract/failures.js';
import { checkedFetch } from '../../../src/roster/api/checked-fetch.js';
import { type RequestOptions, requestJson } from '../../../src/roster/api/http.js';
import { rateLimitOf } from '../../../src/roster/api/rate-limit.js';
import { startTinyServer, type TinyServer, tinyToken } from './tiny-server.js';

describe('a request to a roster API', () => {
  let tiny: TinyServer;
  let waited: number[];
  let clock: number;

  before(async () => {
    tiny = await startTinyServer({ schools: [{ id: 'sch-1' }] });
  });
  beforeEach(() => {
    [waited, clock, tiny.asked, tiny.instead] = [[], Date.UTC(2026, 10, 24), [], () => false];
  });
  after(() => tiny.stop());

  const context = (fetch = checkedFetch('Tiny', true)) => ({
    fetch,
    sleep: async (ms: number) => {
      waited.push(ms);
      clock += ms;
    },
    signal: new AbortController().signal,
    now: () => clock,
  });
  const ask = (options: RequestOptions = {}, url = `${tiny.url}/schools`, fetch?: typeof globalThis.fetch) => {
    const headers = { authorization: `Bearer ${tinyToken}` };
    return requestJson(context(fetch), { source: 'Tiny', url: new URL(url), headers }, options);
  };
  /** Answers the first `times` requests in the server's place. */
  const first = (times: number, answer: (response: ServerResponse) => void) => {
    let left = times;
    tiny.instead = (_, response) => {
      if (left-- <= 0) return false;
      answer(response);
      return true;
    };
  };
  const always = Number.POSITIVE_INFINITY;
  const body = { records: [{ id: 'sch-1' }], next: null, total: 1 };

  it('gives a body that is JSON, also a packed one', async () => {
    assert.deepEqual((await ask()).body, body);
    first(1, (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(JSON.stringify(body))));
    assert.deepEqual((await ask()).body, body);
  });

  for (const [what, answer] of [
    ['an error of the server', (response) => response.writeHead(502).end('<html>Bad gateway</html>')],
    ['a web page instead of data', (response) => response.end('<!DOCTYPE html><p>Log in</p>')],
    ['half a body', (response) => response.end('{"records": [{"id": "sch')],
    [
      'a connection that is dropped in the middle of a body',
      (response) => {
        response.writeHead(200, { 'content-length': '5000' });
        response.write('{"records": [', () => response.destroy());
      },
    ],
    ['a connection that is dropped at once', (response) => response.destroy()],
  ] as [string, (response: ServerResponse) => void][]) {
    it(`is made again after ${what}, with growing pauses`, async () => {
      first(3, answer);
      assert.deepEqual((await ask()).body, body);
      assert.equal(waited.length, 3);
      assert.ok(waited[2]! > waited[0]!, String(waited));
    });
  }

  for (const [what, answer, code, retryable] of [
    ['errors of the server', (response) => response.writeHead(500).end('Ana Ruiz'), 'RosterServerFailed', true],
    ['bodies that are no JSON', (response) => response.end('<p>Ana Ruiz</p>'), 'RosterAnswerInvalid', false],
    ['dropped connections', (response) => response.destroy(), 'RosterUnreachable', true],
    ['no answer in time', () => {}, 'RosterUnreachable', true],
  ] as [string, (response: ServerResponse) => void, string, boolean][]) {
    it(`fails after so many tries for ${what}, without a word of the server`, async () => {
      first(always, answer);
      await assert.rejects(ask({ attempts: 3, timeoutMs: 300 }), (error: SyncFailure) => {
        assert.deepEqual([error.code, error.retryable], [code, retryable]);
        assert.doesNotMatch(error.message + JSON.stringify(error.details), /Ana|schools/);
        return true;
      });
      assert.deepEqual([tiny.asked.length, waited.length], [3, 2]);
    });
  }

  it('waits after a 429 as long as the server says, and all who use the token with it', async () => {
    const rateLimit = rateLimitOf('one token');
    first(1, (response) => response.writeHead(429, { 'retry-after': '7' }).end());
    await ask({ rateLimit });
    first(1, (response) =>
      response.writeHead(429, { 'x-ratelimit-reset': String(clock / 1000 + 20), 'x-ratelimit-remaining': '0' }).end(),
    );
    await ask({ rateLimit: rateLimitOf('one token') });
    assert.deepEqual(waited, [7000, 21_000]);
  });

  it('makes the next request wait where an answer was the last that the token has', async () => {
    const rateLimit = rateLimitOf('another token');
    first(1, (response) =>
      response
        .writeHead(200, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(clock / 1000 + 9) })
        .end('{}'),
    );
    await ask({ rateLimit });
    assert.deepEqual(waited, []);
    await ask({ rateLimit });
    assert.deepEqual(waited, [10_000]);
  });

  it('leaves a long pause to another attempt of the activity', async () => {
    first(always, (response) => response.writeHead(429, { 'retry-after': '1200' }).end());
    await assert.rejects(ask(), { code: 'RosterServerBusy', retryable: true, retryAfterSeconds: 1200 });
    assert.deepEqual([waited.length, tiny.asked.length], [0, 1]);
  });

  it('gives statuses that the caller deals with back at once', async () => {
    first(1, (response) => response.writeHead(502).end());
    assert.equal((await ask({ pass: [502] })).status, 502);
    first(1, (response) => response.writeHead(404).end('<p>not here</p>'));
    const missing = await ask();
    assert.deepEqual([missing.status, missing.body], [404, null]);
    assert.equal(waited.length, 0);
  });

  it('receives no more than a page may have', async () => {
    first(1, (response) => response.end(`[${'"Ana",'.repeat(10_000)}0]`));
    await assert.rejects(ask({ maxBytes: 10_000 }), { code: 'RosterAnswerTooLarge' });
    first(1, (response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(' '.repeat(1_000_000))),
    );
    await assert.rejects(ask({ maxBytes: 10_000 }), { code: 'RosterAnswerTooLarge' }, 'counted as unpacked');
  });

  it('follows no redirect: the key is for one server', async () => {
    first(always, (response) => response.writeHead(302, { location: `${tiny.url}/elsewhere` }).end());
    await assert.rejects(ask(), { code: 'RosterRedirected', retryable: false });
    assert.deepEqual(tiny.asked, ['/schools']);
  });

  it('reaches no private address and sends nothing unencrypted, unless the operator allows it', async () => {
    for (const url of [
      `http://127.0.0.1:${new URL(tiny.url).port}/schools`,
      'http://roster.example.org/',
      'https://127.0.0.1/',
      'https://0x7f.1/',
      'https://[::1]/',
      'https://[::ffff:10.0.0.1]/',
      'https://localhost/',
      'https://169.254.169.254/latest/meta-data',
    ]) {
      await assert.rejects(ask({}, url, checkedFetch('Tiny', false)), { code: 'RosterHostRefused' }, url);
    }
    assert.deepEqual([tiny.asked, waited], [[], []]);
  });

  it('ends with the activity', async () => {
    const ends = new AbortController();
    tiny.instead = () => {
      ends.abort(new Error('cancelled'));
      return true;
    };
    const request = { source: 'Tiny', url: new URL(tiny.url), headers: { authorization: `Bearer ${tinyToken}` } };
    await assert.rejects(requestJson({ ...context(), signal: ends.signal }, request), { message: 'cancelled' });
  });
});
