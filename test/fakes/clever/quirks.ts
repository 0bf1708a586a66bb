import type { ServerResponse } from 'node:http';
import { type FakeClever, fail, send } from './server.js';

/** How a server behaves badly. A function that has answered says so with true. */
export interface Quirk {
  /** Before anything is looked at. */
  before?(fake: FakeClever, url: URL, response: ServerResponse): boolean;
  /** Instead of a right page. */
  page?(fake: FakeClever, url: URL, response: ServerResponse, body: Body, next: (id: string) => void): boolean;
}

interface Body {
  data: readonly { data: { id: string } }[];
  links: { rel: string; uri: string }[];
}

/** The first time that this is asked for. */
const isFirst = (fake: FakeClever, url: URL) => fake.seen(`${url.pathname}${url.search}`) === 0;
const isLater = (url: URL) => url.searchParams.has('starting_after');

/** They pass: whoever asks again gets a right answer. */
export const passing: Readonly<Record<string, Quirk>> = {
  'bursts of 429': {
    before(fake, url, response) {
      if (fake.seen(url.pathname) >= 2) return false;
      response.setHeader('X-Ratelimit-Remaining', '0');
      return fail(response, 429, 'Rate limit exceeded');
    },
  },
  'errors of the server': {
    before(fake, url, response) {
      const times = fake.seen(`${url.pathname}${url.search}`);
      if (times >= 2) return false;
      return fail(response, times === 0 ? 500 : 503, 'Internal error');
    },
  },
  'an error as HTML': {
    before(fake, url, response) {
      if (!isFirst(fake, url)) return false;
      response.writeHead(502, { 'Content-Type': 'text/html' }).end('<html><body>Bad gateway</body></html>');
      return true;
    },
  },
  'a success as HTML': {
    before(fake, url, response) {
      if (!isFirst(fake, url)) return false;
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!DOCTYPE html><p>We will be back soon</p>');
      return true;
    },
  },
  'a connection dropped in the middle of a body': {
    page(fake, url, response, body) {
      if (!isFirst(fake, url)) return false;
      const text = JSON.stringify(body);
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
      response.write(text.slice(0, Math.floor(text.length / 2)), () => response.socket?.destroy());
      return true;
    },
  },
  'a success without its list': {
    page(fake, url, response) {
      if (!isFirst(fake, url)) return false;
      return send(response, 200, { links: [] });
    },
  },
  'an empty page too early': {
    page(fake, url, response) {
      if (!isLater(url) || !isFirst(fake, url)) return false;
      return send(response, 200, { data: [], links: [] });
    },
  },
  'a page that comes again': {
    page(fake, url, response, body) {
      const before = fake.district[url.pathname.split('/')[2] as 'users'] ?? [];
      if (!isLater(url) || !isFirst(fake, url)) return false;
      const after = url.searchParams.get('starting_after')!;
      const role = url.searchParams.get('role');
      const earlier = before.filter(({ id, roles }) => id <= after && (!role || role in (roles as object)));
      const data = earlier.map((entity) => ({ data: entity }));
      return send(response, 200, { data, links: body.links });
    },
  },
  'a token that changes in the middle': {
    before(fake, url) {
      // After some pages, once.
      if (isLater(url) && fake.seen('pages') === 3) fake.token = `${fake.token}-changed`;
      return false;
    },
  },
};

/** They stay, and harm nobody. */
export const lasting: Readonly<Record<string, Quirk>> = {
  'a link to the next page on the last': {
    page(_, __, ___, { data, links }, next) {
      if (data.length > 0 && !links.some(({ rel }) => rel === 'next')) next(data.at(-1)!.data.id);
      return false;
    },
  },
  'pages cut short': {
    page(_, __, response, { data, links }, next) {
      if (data.length <= 7) return false;
      const cut = data.slice(0, 7);
      const own = links.filter(({ rel }) => rel !== 'next');
      links.length = 0;
      links.push(...own);
      next(cut.at(-1)!.data.id);
      return send(response, 200, { data: cut, links });
    },
  },
  'links on another host': {
    page(_, __, ___, { links }) {
      for (const link of links) link.uri = `https://clever.example.invalid${link.uri}`;
      return false;
    },
  },
};

/** Of one collection never gives another page than the first. */
export const standstillOf = (collection: 'users' | 'courses'): Quirk => ({
  page(fake, url, response, body) {
    if (!isLater(url) || !url.pathname.endsWith(`/${collection}`)) return false;
    return send(response, 200, { ...body, data: fake.district[collection].slice(0, 3).map((data) => ({ data })) });
  },
});
