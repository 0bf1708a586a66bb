import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CleverDistrict, collections, type Entity } from './district.js';
import { type CleverEvent, eventsBetween } from './events.js';
import type { Quirk } from './quirks.js';

const KEYS = { id: 'client-of-the-test', secret: 'secret-of-the-test' };
/** Records on a page where the request doesn't say. */
const LIMIT = 100;
const MOST = 10_000;
const PER_MINUTE = 1200;

/** A Clever: the Data API and the look-up of tokens, over HTTP on 127.0.0.1. */
export class FakeClever {
  district: CleverDistrict;
  /** Its own: requests are counted by the token. */
  token = `token-${randomBytes(6).toString('hex')}`;
  /** Records on a page at most. */
  clamp = MOST;
  quirk: Quirk | null = null;
  /** The look-up of tokens is down: the status of every answer. */
  tokensDown: number | null = null;
  scopes = ['read:districts', 'read:schools', 'read:sections', 'read:students', 'read:teachers'];
  /** Collections and roles that the token may not read. */
  forbidden = new Set<string>();
  events: CleverEvent[] = [];
  /** Paths with their queries, in the order asked. */
  readonly asked: string[] = [];
  readonly keys = KEYS;
  remaining = PER_MINUTE;
  readonly #server: Server;
  readonly #seen = new Map<string, number>();
  #forgets = false;

  constructor(district: CleverDistrict) {
    this.district = district;
    this.#server = createServer((request, response) => {
      this.#answer(request, response);
    });
  }

  static async start(district: CleverDistrict): Promise<FakeClever> {
    const fake = new FakeClever(district);
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get baseUrl(): string {
    return `${this.origin}/v3.0`;
  }

  get tokenUrl(): string {
    return `${this.origin}/oauth/tokens`;
  }

  /** How often a request came before, this one not counted; then it counts. */
  seen(key: string): number {
    if (this.#forgets) return 0;
    const times = this.#seen.get(key) ?? 0;
    this.#seen.set(key, times + 1);
    return times;
  }

  /** Behaves badly from now on. @param forgets what it has seen: a quirk that passes lasts then */
  misbehave(quirk: Quirk | null, forgets = false): void {
    this.quirk = quirk;
    this.#forgets = forgets;
    this.#seen.clear();
  }

  /** The district becomes another; events tell of it. */
  change(district: CleverDistrict): void {
    this.events.push(...eventsBetween(this.district, district, this.events.length));
    this.district = district;
  }

  #answer(request: IncomingMessage, response: ServerResponse): true {
    const url = new URL(request.url ?? '/', this.origin);
    this.asked.push(`${url.pathname}${url.search}`);
    if (url.pathname === '/oauth/tokens' && this.tokensDown !== null)
      return fail(response, this.tokensDown, 'Try again later');
    if (url.pathname === '/oauth/tokens') return this.#tokens(request, response, url);
    const [, version, collection = '', id] = url.pathname.split('/');
    if (version !== 'v3.0' && version !== 'v3.1') return fail(response, 404, 'Not found');
    this.remaining -= 1;
    const reset = String(Math.floor(Date.now() / 1000));
    const limits = { 'X-Ratelimit-Bucket': 'bearer', 'X-Ratelimit-Limit': String(PER_MINUTE) };
    for (const [name, value] of Object.entries(limits)) response.setHeader(name, value);
    response.setHeader('X-Ratelimit-Remaining', String(Math.max(0, this.remaining)));
    response.setHeader('X-Ratelimit-Reset', reset);
    if (this.quirk?.before?.(this, url, response)) return true;
    if (request.headers.authorization !== `Bearer ${this.token}`) return fail(response, 401, 'Invalid token');
    if (this.forbidden.has(url.searchParams.get('role') ?? collection)) return fail(response, 403, 'Missing scope');
    if (Number(url.searchParams.get('limit') ?? 0) > MOST) return fail(response, 413, 'Limit too large');
    if (collection === 'events') return this.#events(response, url, id);
    if (!(collections as readonly string[]).includes(collection)) return fail(response, 404, 'Not found');
    let records = this.district[collection as (typeof collections)[number]];
    const role = url.searchParams.get('role');
    if (role) records = records.filter(({ roles }) => role in (roles as object));
    const items = records.map((data) => ({ data, uri: `${url.pathname}/${data.id}` }));
    return this.#page(response, url, items, (item) => item.data.id);
  }

  #tokens(request: IncomingMessage, response: ServerResponse, url: URL): true {
    const key = Buffer.from(`${KEYS.id}:${KEYS.secret}`).toString('base64');
    if (request.headers.authorization !== `Basic ${key}`) return fail(response, 401, 'Invalid client');
    const owned = (id: string, access_token: string) => ({
      ...{ id: `token-of-${id}`, created: '2026-02-24T22:24:55.985Z', owner: { type: 'district', id } },
      ...{ access_token, scopes: this.scopes },
    });
    const data = [owned('0-another-district', 'token-of-another'), owned(this.district.id, this.token)];
    return send(response, 200, { data, links: [{ rel: 'self', uri: `${url.pathname}${url.search}` }] });
  }

  #events(response: ServerResponse, url: URL, id: string | undefined): true {
    if (id !== undefined) {
      const event = this.events.find((each) => each.id === id);
      return event ? send(response, 200, { data: event }) : fail(response, 404, 'Resource not found');
    }
    const items = this.events.map((data) => ({ data, uri: `${url.pathname}/${data.id}` }));
    return this.#page(response, url, items, (item) => item.data.id);
  }

  #page<Item extends { data: Entity | CleverEvent }>(
    response: ServerResponse,
    url: URL,
    items: Item[],
    idOf: (item: Item) => string,
  ): true {
    const limit = Math.min(this.clamp, Number(url.searchParams.get('limit') ?? LIMIT));
    const all = [...items].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
    const [after, before] = [url.searchParams.get('starting_after'), url.searchParams.get('ending_before')];
    const rest = after === null ? all : all.filter((item) => idOf(item) > after);
    const data = before === 'last' ? all.slice(-limit) : rest.slice(0, limit);
    const links = [{ rel: 'self', uri: `${url.pathname}${url.search}` }];
    const next = (id: string) => {
      const query = new URLSearchParams(url.searchParams);
      query.set('starting_after', id);
      links.push({ rel: 'next', uri: `${url.pathname}?${query}` });
    };
    if (rest.length > data.length && data.length > 0) next(idOf(data.at(-1)!));
    const body = { data, links };
    if (this.quirk?.page?.(this, url, response, body, next)) return true;
    return send(response, 200, body);
  }
}

export function send(response: ServerResponse, status: number, body: unknown): true {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
  return true;
}

export function fail(response: ServerResponse, status: number, message: string): true {
  return send(response, status, { message });
}
