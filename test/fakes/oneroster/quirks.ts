import type { ServerResponse } from 'node:http';
import type { Collection, Entity } from './district.js';
import { type FakeOneRoster, nextLink } from './server.js';

/** How a server behaves badly. A function that has answered says so with true. */
export interface Quirk {
  /** Before anything is looked at. */
  before?(fake: FakeOneRoster, url: URL, response: ServerResponse): boolean;
  /** Instead of a right page. */
  page?(fake: FakeOneRoster, url: URL, response: ServerResponse, page: Page): boolean;
}

interface Page {
  body: Record<string, Entity[]>;
  collection: Collection;
  headers: Record<string, string>;
  /** The whole collection. */
  all: Entity[];
}

/** The first time that this is asked for; a signature makes no difference. */
const isFirst = (fake: FakeOneRoster, url: URL) => fake.seen(`${url.pathname}${url.search}`) === 0;
const offsetOf = (url: URL) => Number(url.searchParams.get('offset') ?? 0);
const limitOf = (url: URL) => Number(url.searchParams.get('limit') ?? 100);
/** Records that a right page has. */
const sizeOf = (fake: FakeOneRoster, url: URL) => Math.min(fake.clamp, limitOf(url));

/** They pass: whoever asks again gets a right answer. */
export const passing: Readonly<Record<string, Quirk>> = {
  'bursts of 429': {
    before(fake, url, response) {
      if (fake.seen(url.pathname) >= 3) return false;
      response.setHeader('Retry-After', '1');
      return fake.fail(response, 429, 'server_busy');
    },
  },
  'errors of the server': {
    before(fake, url, response) {
      const times = fake.seen(`${url.pathname}${url.search}`);
      return times < 2 && fake.fail(response, times === 0 ? 500 : 503, 'internal_server_error');
    },
  },
  'a connection dropped in the middle of a body': {
    page(fake, url, response, { body }) {
      if (!isFirst(fake, url)) return false;
      const text = JSON.stringify(body);
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
      response.write(text.slice(0, Math.floor(text.length / 2)), () => response.socket?.destroy());
      return true;
    },
  },
  'an unfinished body without a length': {
    page(fake, url, response, { body }) {
      if (!isFirst(fake, url)) return false;
      const text = JSON.stringify(body);
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(text.slice(0, -2));
      return true;
    },
  },
  'a page that comes again': {
    page(fake, url, response, { collection, headers, all }) {
      const offset = offsetOf(url);
      if (offset === 0 || offset >= all.length || !isFirst(fake, url)) return false;
      const start = Math.max(0, offset - sizeOf(fake, url));
      return fake.send(response, { [collection]: all.slice(start, offset) }, headers);
    },
  },
  'an earlier page that comes again': {
    page(fake, url, response, { collection, headers, all }) {
      const size = sizeOf(fake, url);
      const start = offsetOf(url) - 2 * size;
      if (start < size || offsetOf(url) >= all.length || !isFirst(fake, url)) return false;
      return fake.send(response, { [collection]: all.slice(start, start + size) }, headers);
    },
  },
  'an error as a web page': {
    before(fake, url, response) {
      if (!isFirst(fake, url)) return false;
      response.writeHead(502, { 'Content-Type': 'text/html' }).end('<html><h1>502 Bad Gateway</h1></html>');
      return true;
    },
  },
  'a success as a web page': {
    before(fake, url, response) {
      if (!isFirst(fake, url)) return false;
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!DOCTYPE html><p>We will be back soon</p>');
      return true;
    },
  },
  'a success without its list': {
    page(fake, url, response) {
      return isFirst(fake, url) && fake.send(response, { imsx_codeMajor: 'success' });
    },
  },
  'an empty page too early': {
    page(fake, url, response, { collection, headers }) {
      return offsetOf(url) > 0 && isFirst(fake, url) && fake.send(response, { [collection]: [] }, headers);
    },
  },
  'a key refused once in a while': {
    before(fake, url) {
      // Without effect where requests are signed.
      if (fake.auth === 'oauth2' && offsetOf(url) > 0 && isFirst(fake, url)) fake.tokens.end();
      return false;
    },
  },
};

/** They stay, and harm nobody. */
export const lasting: Readonly<Record<string, Quirk>> = {
  'a link to a next page on every page, of a host of its own': {
    page(_, url, __, { headers }) {
      const link = nextLink(url, offsetOf(url) + limitOf(url));
      headers.Link = `${link.replace(/127\.0\.0\.1:\d+/, 'localhost')},`;
      return false;
    },
  },
  'a count of nothing': {
    page(_, __, ___, { headers }) {
      headers['X-Total-Count'] = '0';
      return false;
    },
  },
  'the count of a page': {
    page(_, __, ___, { headers, body, collection }) {
      headers['X-Total-Count'] = String(body[collection]?.length);
      return false;
    },
  },
  'pages cut short, without count or link': {
    page(fake, url, response, { collection, all }) {
      const records = all.slice(offsetOf(url), offsetOf(url) + Math.min(7, limitOf(url)));
      return fake.send(response, { [collection]: records });
    },
  },
  'no content after the last page': {
    page(_, url, response, { all }) {
      if (offsetOf(url) < all.length) return false;
      response.writeHead(204).end();
      return true;
    },
  },
  'marks in place of offsets': {
    page(fake, url, response, { collection, all, headers }) {
      const mark = Number(url.searchParams.get('after') ?? 0);
      const records = all.slice(mark, mark + limitOf(url));
      const next = mark + records.length;
      delete headers.Link;
      const query = `sort=sourcedId&limit=${limitOf(url)}&after=${next}`;
      if (next < all.length) headers.Link = `<https://elsewhere.invalid/x?${query}>; rel=next`;
      return fake.send(response, { [collection]: records }, headers);
    },
  },
  'pages that are too heavy': {
    before(fake, url, response) {
      return limitOf(url) > 200 && fake.fail(response, 502);
    },
  },
  'pages that are too large': {
    before(fake, url, response) {
      return limitOf(url) > 200 && fake.fail(response, 413);
    },
  },
  'no pages above 100 records': {
    before(fake, url, response) {
      return limitOf(url) > 100 && fake.fail(response, 400, 'invaliddata');
    },
  },
};

/** Never gives another page than the first. */
export const standstill: Quirk = {
  page(fake, url, response, { collection, all, headers }) {
    return fake.send(response, { [collection]: all.slice(0, sizeOf(fake, url)) }, headers);
  },
};

/** Whoever believes it never has all. */
export const tooHighCount: Quirk = {
  page(_, __, ___, { headers, all }) {
    headers['X-Total-Count'] = String(all.length + 3);
    return false;
  },
};
