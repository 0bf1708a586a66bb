import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { oauth1Header } from '../../../src/roster/oneroster/rest/oauth1.js';

/** The OneRoster 1.1 server of a district, which is behind ClassLink. */
export interface Upstream {
  /** Before `/ims/oneroster/v1p1`. */
  url: string;
  clientId: string;
  clientSecret: string;
}

/** A district in ClassLink's list, as the list shows it. */
export interface Tenant {
  id: number;
  application_id: number;
  tenant_id: number;
  tenant_name: string;
  name: string;
  bearer: string | null;
  oneroster_application_id: string;
  enabled: 'true' | 'false';
  tenant_status: string;
  upstream: Upstream;
}

export interface Quirk {
  /** Before anything is looked at. A function that has answered says so with true. */
  before?(fake: FakeClassLink, path: string, response: ServerResponse): boolean;
}

const rosterPath = /^\/(?:proxy\/v1p0\/)?([^/]+)(\/ims\/oneroster\/v1p1\/.*)$/;

/** A ClassLink: the list of districts, the way to their servers and the proxy before them, over HTTP on 127.0.0.1. */
export class FakeClassLink {
  readonly key = 'partner-key-of-the-test';
  tenants: Tenant[];
  /** Districts on a page of the list at most. */
  listPage = 2;
  /** Records that the proxy gives at once; more and the gateway gives up (502). */
  heaviest = 10_000;
  quirk: Quirk | null = null;
  /** Paths with their queries as they came over the wire, in the order asked. */
  readonly asked: string[] = [];
  readonly #server: Server;
  readonly #seen = new Map<string, number>();
  #forgets = false;

  private constructor(tenants: Tenant[]) {
    this.tenants = tenants;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.socket?.destroy());
    });
  }

  static async start(tenants: Tenant[]): Promise<FakeClassLink> {
    const fake = new FakeClassLink(tenants);
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Behaves badly from now on. @param forgets what it has seen: a quirk that passes lasts then */
  misbehave(quirk: Quirk | null, forgets = false): void {
    this.quirk = quirk;
    this.#forgets = forgets;
    this.#seen.clear();
  }

  /** How often this came before, this time not counted; then it counts. */
  seen(key: string): number {
    if (this.#forgets) return 0;
    const times = this.#seen.get(key) ?? 0;
    this.#seen.set(key, times + 1);
    return times;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    this.asked.push(path);
    if (this.quirk?.before?.(this, path, response)) return;
    const { authorization } = request.headers;
    const roster = rosterPath.exec(path);
    if (roster) return this.#proxy(roster[1] ?? '', roster[2] ?? '', authorization, response);
    if (authorization !== `Bearer ${this.key}`) return void fail(response, 401, 'Unauthorized');
    const [name = '', query = ''] = path.split('?');
    if (name === '/applications') return this.#list(new URLSearchParams(query), response);
    const server = /^\/applications\/([^/]+)\/server$/.exec(name);
    const tenant = this.tenants.find(({ oneroster_application_id }) => oneroster_application_id === server?.[1]);
    if (!tenant) return void fail(response, 404, 'Not found');
    const { url, clientId, clientSecret } = tenant.upstream;
    const details = { client_id: clientId, client_secret: clientSecret, endpoint_url: `${url}/` };
    send(response, 200, { status: 1, server: details, message: '' });
  }

  #list(query: URLSearchParams, response: ServerResponse): void {
    const offset = Number(query.get('offset') ?? 0);
    const limit = Math.min(this.listPage, Number(query.get('limit') ?? this.listPage));
    const applications = this.tenants.slice(offset, offset + limit).map(({ upstream: _, ...shown }) => shown);
    send(response, 200, { status: 1, applications });
  }

  /** The id is compared as it is in the path: encoded once more it is nobody's. */
  async #proxy(id: string, rest: string, authorization: string | undefined, response: ServerResponse): Promise<void> {
    const tenant = this.tenants.find(
      (each) => each.oneroster_application_id === id || String(each.application_id) === id,
    );
    if (!tenant) return void fail(response, 404, 'Not found');
    const isOpen = tenant.bearer !== null && tenant.enabled === 'true';
    if (!isOpen || authorization !== `Bearer ${tenant.bearer}`) return void fail(response, 401, 'Unauthorized');
    if (Number(new URLSearchParams(rest.split('?')[1]).get('limit') ?? 0) > this.heaviest) {
      await delay(1);
      response.writeHead(502, { 'Content-Type': 'text/html' }).end('<html><h1>502 Bad Gateway</h1></html>');
      return;
    }
    const { url, clientId, clientSecret } = tenant.upstream;
    const target = new URL(`${url}${rest}`);
    const header = oauth1Header(target, { id: clientId, secret: clientSecret, hash: 'sha256' }, Date.now());
    const answer = await fetch(target, { headers: { authorization: header } });
    const headers: Record<string, string> = {};
    for (const name of ['content-type', 'x-total-count', 'link', 'retry-after']) {
      const value = answer.headers.get(name);
      if (value !== null) headers[name] = value;
    }
    response.writeHead(answer.status, headers).end(withPasswords(await answer.text()));
  }
}

/** As real records carry them. */
export const planted = 'Passw0rd-that-nobody-may-keep';

function withPasswords(body: string): string {
  if (!body.startsWith('{"users":')) return body;
  const { users, ...rest } = JSON.parse(body) as { users: Record<string, unknown>[] };
  return JSON.stringify({ users: users.map((user) => ({ ...user, password: planted })), ...rest });
}

export function send(response: ServerResponse, status: number, body: unknown): true {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
  return true;
}

export function fail(response: ServerResponse, status: number, message: string): true {
  return send(response, status, { status: 0, message });
}
