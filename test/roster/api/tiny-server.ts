import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type TinyFeeds = Record<string, object[]>;

/** A roster API as small as can be: `GET /<feed>?from=N` gives some records, where to go on, and how many there are. */
export interface TinyServer {
  url: string;
  feeds: TinyFeeds;
  /** Paths that were asked for, with their query. */
  asked: string[];
  pageSize: number;
  /** Answers in the server's place where it returns true. */
  instead: (path: string, response: ServerResponse) => boolean | Promise<boolean>;
  stop(): Promise<void>;
}

export const tinyToken = 'tiny-token-of-the-test';

export async function startTinyServer(feeds: TinyFeeds): Promise<TinyServer> {
  const tiny: TinyServer = {
    url: '',
    feeds,
    asked: [],
    pageSize: 100,
    instead: () => false,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://tiny');
    tiny.asked.push(request.url ?? '');
    if (request.headers.authorization !== `Bearer ${tinyToken}`) return response.writeHead(401).end();
    if (await tiny.instead(request.url ?? '', response)) return;
    const from = Number(url.searchParams.get('from') ?? 0);
    const all = tiny.feeds[url.pathname.slice(1)] ?? [];
    const records = all.slice(from, from + tiny.pageSize);
    const next = from + records.length < all.length ? from + records.length : null;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ records, next, total: all.length }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  tiny.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return tiny;
}
