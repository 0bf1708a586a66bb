import { createHmac, randomBytes } from 'node:crypto';

/** OAuth 1.0a with one key and no token, as OneRoster 1.1 uses it. Docs: RFC 5849. */
export interface OAuth1Key {
  id: string;
  secret: string;
  hash: 'sha1' | 'sha256';
}

/** What makes a signature differ from every other. */
interface Stamp {
  nonce: string;
  /** Unix seconds. */
  timestamp: number;
}

/** The `Authorization` header of one GET; the next request needs a new one. */
export function oauth1Header(url: URL, key: OAuth1Key, now: number, stamp: Stamp = newStamp(now)): string {
  const parameters: Parameters = [
    ['oauth_consumer_key', key.id],
    ['oauth_nonce', stamp.nonce],
    ['oauth_signature_method', `HMAC-${key.hash.toUpperCase()}`],
    ['oauth_timestamp', String(stamp.timestamp)],
    ['oauth_version', '1.0'],
  ];
  const signature = sign(signatureBase('GET', url, parameters), key.hash, key.secret);
  const all = [...parameters, ['oauth_signature', signature] as const];
  return `OAuth ${all.map(([name, value]) => `${name}="${encode(value)}"`).join(', ')}`;
}

type Parameters = readonly (readonly [name: string, value: string])[];

/** Section 3.4.1. @param parameters all that are no part of the URL, `oauth_signature` left out */
export function signatureBase(method: string, url: URL, parameters: Parameters): string {
  const pairs = [...queryOf(url), ...parameters].map(([name, value]) => [encode(name), encode(value)] as const);
  pairs.sort(([a, x], [b, y]) => compare(a, b) || compare(x, y));
  const normalized = pairs.map(([name, value]) => `${name}=${value}`).join('&');
  return [method, encode(`${url.origin}${url.pathname}`), encode(normalized)].join('&');
}

/** Section 3.4.2; with HMAC-SHA256 the same by another hash. */
export function sign(base: string, hash: OAuth1Key['hash'], secret: string, tokenSecret = ''): string {
  return createHmac(hash, `${encode(secret)}&${encode(tokenSecret)}`)
    .update(base)
    .digest('base64');
}

/** RFC 3986: only letters, digits and -._~ stay as they are. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
}

function queryOf(url: URL): Parameters {
  return [...url.searchParams];
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function newStamp(now: number): Stamp {
  return { nonce: randomBytes(16).toString('hex'), timestamp: Math.floor(now / 1000) };
}
