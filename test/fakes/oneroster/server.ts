import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Auth, Signatures, Tokens } from './auth.js';
import { type Collection, collections, type Entity, type OneRosterDistrict } from './district.js';
import { type ErrorShape, errorBody } from './errors.js';
import type { Quirk } from './quirks.js';

export const paths = { '1.1': '/ims/oneroster/v1p1', '1.2': '/ims/oneroster/rostering/v1p2' } as const;

/** A OneRoster 1.1 or 1.2 server over HTTP on 127.0.0.1, which checks signatures and tokens. */
export class FakeOneRoster {
  district: OneRosterDistrict;
  auth: Auth = 'oauth1-sha256';
  readonly tokens = new Tokens();
  /** Records on a page at most. */
  clamp = 10_000;
  /** Which headers come with a page. */
  countGiven = true;
  linksGiven = true;
  /** How `true` and `false` are written. */
  booleans: 'texts' | 'values' | 'numbers' = 'texts';
  errors: ErrorShape = 'official';
  sorts: 'all' | 'each page' | 'refuses' = 'all';
  filters = true;
  /** Collections that it lacks, or doesn't show to this client. */
  missing = new Set<string>();
  forbidden = new Set<string>();
  quirk: Quirk | null = null;
  /** Paths with their queries, in the order asked. */
  readonly asked: string[] = [];
  #sorted: { of: Entity[]; by: Entity[] } | null = null;
  readonly #signatures = new Signatures();
  readonly #server: Server;
  readonly #seen = new Map<string, number>();
  #forgets = false;

  private constructor(district: OneRosterDistrict) {
    this.district = district;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.socket?.destroy());
    });
  }

  static async start(district: OneRosterDistrict): Promise<FakeOneRoster> {
    const fake = new FakeOneRoster(district);
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

  get tokenUrl(): string {
    return `${this.origin}/token`;
  }

  /** Behaves badly from now on. @param forgets what it has seen: a quirk that passes lasts then */
  misbehave(quirk: Quirk | null, forgets = false): void {
    this.quirk = quirk;
    this.#forgets = forgets;
    this.#seen.clear();
  }

  /** How often this came before, this time not counted; then it counts. */
  seen(what: string): number {
    if (this.#forgets) return 0;
    const times = this.#seen.get(what) ?? 0;
    this.#seen.set(what, times + 1);
    return times;
  }

  fail(response: ServerResponse, status: number, minor = ''): true {
    const { type, body } = errorBody(this.errors, this.district.version, status, minor);
    response.writeHead(status, { 'Content-Type': type }).end(body);
    return true;
  }

  send(response: ServerResponse, body: unknown, headers: Record<string, string> = {}): true {
    response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8', ...headers });
    response.end(JSON.stringify(body, (_, value) => this.#written(value)));
    return true;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const url = new URL(request.url ?? '/', this.origin);
    if (url.pathname === '/token') {
      const { status, body } = this.tokens.answer(request, await text(request));
      return response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    }
    this.asked.push(`${url.pathname}${url.search}`);
    if (this.quirk?.before?.(this, url, response)) return;
    if (!this.#isAllowed(request)) return this.fail(response, 401, 'unauthorizedrequest');
    const base = paths[this.district.version];
    const collection = url.pathname.slice(base.length + 1) as Collection;
    const isThere = url.pathname.startsWith(`${base}/`) && collections.includes(collection);
    if (!isThere || this.missing.has(collection)) return this.fail(response, 404, 'unknownobject');
    if (this.forbidden.has(collection)) return this.fail(response, 403, 'forbidden');
    return this.#page(url, collection, response);
  }

  #isAllowed(request: IncomingMessage): boolean {
    if (this.auth === 'oauth2') return this.tokens.isOpen(request);
    const hash = this.auth === 'oauth1-sha1' ? 'sha1' : 'sha256';
    return this.#signatures.fault(request, this.origin, hash) === null;
  }

  #page(url: URL, collection: Collection, response: ServerResponse): unknown {
    const query = url.searchParams;
    const limit = Math.min(this.clamp, Number(query.get('limit') ?? 100));
    const offset = Number(query.get('offset') ?? 0);
    if (!(limit >= 1) || !(offset >= 0)) return this.fail(response, 400, 'invaliddata');
    let all = this.district[collection];
    const filter = query.get('filter');
    if (filter !== null) {
      const [, since] = /^dateLastModified>='([^']*)'$/.exec(filter) ?? [];
      if (!this.filters || since === undefined) return this.fail(response, 400, 'invalid_filter_field');
      all = all.filter(({ dateLastModified }) => dateLastModified >= since);
    }
    const sort = query.get('sort');
    if (sort !== null && (this.sorts === 'refuses' || sort !== 'sourcedId'))
      return this.fail(response, 400, 'invalid_sort_field');
    const sorted = sort !== null && this.sorts === 'all' ? this.#byId(all) : all;
    const page = sorted.slice(offset, offset + limit);
    const records = sort !== null && this.sorts === 'each page' ? byId(page) : page;
    const headers: Record<string, string> = {};
    if (this.countGiven) headers['X-Total-Count'] = String(all.length);
    if (this.linksGiven && offset + page.length < all.length) headers.Link = nextLink(url, offset + page.length);
    const body = { [collection]: records };
    if (this.quirk?.page?.(this, url, response, { body, collection, headers, all: sorted })) return;
    return this.send(response, body, headers);
  }

  /** Large collections are sorted once, not for every page. */
  #byId(all: Entity[]): Entity[] {
    if (this.#sorted?.of !== all || this.#sorted.by.length !== all.length) this.#sorted = { of: all, by: byId(all) };
    return this.#sorted.by;
  }

  #written(value: unknown): unknown {
    if (value !== 'true' && value !== 'false') return value;
    if (this.booleans === 'values') return value === 'true';
    if (this.booleans === 'numbers') return value === 'true' ? 1 : 0;
    return value;
  }
}

export function nextLink(url: URL, offset: number): string {
  const next = new URL(url);
  next.searchParams.set('offset', String(offset));
  return `<${next}>; rel="next"`;
}

function byId(entities: readonly Entity[]): Entity[] {
  return [...entities].sort((a, b) => (a.sourcedId < b.sourcedId ? -1 : a.sourcedId > b.sourcedId ? 1 : 0));
}
