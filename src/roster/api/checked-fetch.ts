import { lookup } from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { isPrivateAddress } from '../../sftp/address.js';
import { apiHostRefused, apiNotEncrypted } from './failures.js';

const bodiless = new Set([204, 205, 304]);

/**
 * A `fetch` for servers that an admin names. It connects to public addresses only, and to those that it looked at: a name
 * that is looked up again may by then mean another machine. A redirect is the caller's to see, and never followed.
 *
 * @param source for messages
 * @param allowPrivateHosts also private addresses, and http:// (the demo, tests, one's own network)
 * @throws SyncFailure `RosterHostRefused`; else what node:http throws
 */
export function checkedFetch(source: string, allowPrivateHosts: boolean): typeof fetch {
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (!allowPrivateHosts && url.protocol !== 'https:') throw apiNotEncrypted({ source, url });
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (!allowPrivateHosts && isIP(host) !== 0 && isPrivateAddress(host)) throw apiHostRefused({ source, url });
    const headers = Object.fromEntries(new Headers(init.headers));
    const answer = await send(url, {
      method: init.method ?? 'GET',
      headers: { 'accept-encoding': 'gzip', ...headers },
      agent: agents(allowPrivateHosts)[url.protocol === 'https:' ? 'https' : 'http'],
      lookup: allowPrivateHosts ? lookup : publicLookup(source, url),
      ...(init.signal ? { signal: init.signal } : {}),
      body: init.body === undefined || init.body === null ? '' : String(init.body),
    });
    return response(answer);
  };
}

type Sending = https.RequestOptions & { body: string };

function send(url: URL, { body, ...options }: Sending): Promise<http.IncomingMessage> {
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const sent = request(url, options, resolve);
    sent.on('error', reject);
    sent.end(body);
  });
}

function response(answer: http.IncomingMessage): Response {
  const status = answer.statusCode ?? 0;
  const headers = new Headers();
  for (const [name, values] of Object.entries(answer.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  if (bodiless.has(status)) {
    answer.resume();
    return new Response(null, { status, headers });
  }
  const isZipped = headers.get('content-encoding') === 'gzip';
  const body = isZipped ? pipeline(answer, createGunzip(), () => {}) : answer;
  return new Response(Readable.toWeb(body) as ReadableStream, { status, headers });
}

function publicLookup(source: string, url: URL): LookupFunction {
  return (host, options, done) =>
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '', 0);
      if (addresses.some(({ address }) => isPrivateAddress(address)))
        return done(apiHostRefused({ source, url }), '', 0);
      if (options.all) return done(null, addresses);
      const [first] = addresses;
      done(null, first?.address ?? '', first?.family ?? 0);
    });
}

interface Agents {
  http: http.Agent;
  https: https.Agent;
}

const pools = new Map<boolean, Agents>();

/** Apart: a connection that was opened to a private address is never used where those are refused. */
function agents(allowPrivateHosts: boolean): Agents {
  const options = { keepAlive: true, timeout: 60_000 };
  const pool = pools.get(allowPrivateHosts) ?? { http: new http.Agent(options), https: new https.Agent(options) };
  pools.set(allowPrivateHosts, pool);
  return pool;
}
