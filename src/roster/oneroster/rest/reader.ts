import { SyncFailure } from '../../../contract/failures.js';
import { type ApiServer, requestRefused, serverFailed } from '../../api/failures.js';
import { type JsonAnswer, requestJson } from '../../api/http.js';
import type { ApiRecord, FeedPage } from '../../api/model.js';
import { markedQuery, totalOf } from './answer-headers.js';
import type { OneRosterConnection } from './connection.js';
import { listMissing } from './failures.js';
import type { OneRosterLimits } from './limits.js';
import { encode } from './oauth1.js';
import { cameBefore, fromCursor, type Position, startPosition, toCursor, withDigest } from './position.js';
import { digestOf, idOf, recordsOf } from './records.js';

/** Times that a page which can't be right is asked for again. */
const AGAIN = 3;
const PAUSE_MS = 1000;
/** What every server takes that has an opinion about larger pages. */
const MODEST_RECORDS = 100;
/** Pages after which one tries a larger page again. */
const CALM_PAGES = 20;

interface Page {
  records: ApiRecord[];
  /** As the page was asked for in the end. */
  at: Position;
  query: string | null;
  total: number;
}

/**
 * Reads one collection to its end, which is an empty page: a short one is none (servers give fewer than asked), and
 * neither is a missing link or a count (servers give wrong ones).
 */
export class CollectionReader {
  readonly #connection: OneRosterConnection;
  readonly #limits: OneRosterLimits;
  readonly #feed: string;
  /** A server may be without it. */
  readonly #isOptional: boolean;
  readonly #filter: string | undefined;

  constructor(
    connection: OneRosterConnection,
    limits: OneRosterLimits,
    { feed, isOptional, filter }: { feed: string; isOptional: boolean; filter?: string | undefined },
  ) {
    this.#connection = connection;
    this.#limits = limits;
    this.#feed = feed;
    this.#isOptional = isOptional;
    this.#filter = filter;
  }

  /** @throws SyncFailure as RosterApi.pages */
  async *pages(from: string | null): AsyncGenerator<FeedPage> {
    let at = from === null ? startPosition(this.#limits.pageRecords) : fromCursor(from);
    let known: ReadonlySet<string> = new Set();
    for (let again = 0; ; ) {
      const page = await this.#ask(at);
      const total = Math.max(at.total, page.total);
      const digest = digestOf(page.records);
      // Where rows were added meanwhile, a page begins with the last ones of the page before.
      const fresh = page.records.filter((record) => idOf(record) === '' || !known.has(idOf(record)));
      const repeated = at.pages > 0 && (fresh.length === 0 || cameBefore(at, digest));
      const isEnd = page.records.length === 0;
      at = { ...page.at, total };
      if ((repeated && !isEnd) || (isEnd && at.seen < total)) {
        if (again++ < AGAIN) {
          await this.#connection.http.sleep(PAUSE_MS);
          continue;
        }
      }
      if (isEnd || repeated || at.pages >= this.#limits.pages) {
        yield this.#last(at, isEnd ? null : 'its pages come again and again');
        return;
      }
      again = 0;
      known = new Set(page.records.map(idOf));
      at = this.#after(at, page, fresh.length, digest);
      if (at.query === null && page.at.query !== null) {
        // A server that gives out marks gives none with its last page.
        yield { ...this.#last(at, null), records: fresh };
        return;
      }
      yield { records: fresh, cursor: toCursor(at) };
    }
  }

  #after(at: Position, page: Page, fresh: number, digest: string): Position {
    const grows = at.limit < at.most && at.calm >= CALM_PAGES;
    return {
      ...at,
      offset: at.offset + page.records.length,
      query: page.query,
      pages: at.pages + 1,
      limit: grows ? Math.min(at.most, at.limit * 2) : at.limit,
      calm: grows ? 0 : at.calm + 1,
      seen: at.seen + fresh,
      came: withDigest(at, digest),
    };
  }

  /** @param doubt a clause; null: nothing but the server's own count can say that it wasn't all */
  #last({ seen, total }: Position, doubt: string | null): FeedPage {
    const { source } = this.#connection;
    const end = { records: [], cursor: null };
    if (seen < total)
      return { ...end, incomplete: `${source} says that it has ${total} ${this.#feed}, and gave ${seen} of them.` };
    if (doubt !== null && total === 0)
      return { ...end, incomplete: `${source} did not give the ${this.#feed} to their end: ${doubt}.` };
    return end;
  }

  /** One page, by whatever way of asking the server takes. */
  async #ask(start: Position): Promise<Page> {
    let at = start;
    let [withoutList, heavy] = [0, 0];
    for (;;) {
      const url = this.#url(at);
      const answer = await this.#get(url);
      if (answer === 'too large' || answer.status === 413 || answer.status === 502) {
        const isGateway = answer !== 'too large' && answer.status === 502;
        if (isGateway) await this.#connection.http.sleep(PAUSE_MS * 2 ** Math.min(heavy, 5));
        // A gateway may only have stumbled.
        if (isGateway && heavy++ === 0) continue;
        if (at.limit <= this.#limits.leastRecords) throw serverFailed(this.#server(url), 502);
        at = { ...at, limit: Math.max(this.#limits.leastRecords, Math.floor(at.limit / 2)), calm: 0 };
      } else if (answer.status === 400 || answer.status === 422) {
        const other = at.pages === 0 ? this.#asOtherServersLike(at) : null;
        if (other === null) throw requestRefused(this.#server(url), answer.status);
        at = other;
      } else if (answer.status === 204 || answer.status === 404) {
        if (at.pages === 0 && !this.#isOptional) throw requestRefused(this.#server(url), 404);
        return { records: [], at, query: null, total: totalOf(answer.headers) };
      } else if (answer.status >= 300) throw requestRefused(this.#server(url), answer.status);
      else {
        const records = recordsOf(answer.body, this.#feed);
        if (records) return { records, at, query: markedQuery(answer.headers), total: totalOf(answer.headers) };
        if (withoutList++ >= AGAIN) throw listMissing(this.#server(url), this.#feed);
        await this.#connection.http.sleep(PAUSE_MS);
      }
    }
  }

  /** Some can't sort, some can't filter, some refuse large pages; null where all was tried. */
  #asOtherServersLike(at: Position): Position | null {
    if (at.sorted) return { ...at, sorted: false };
    if (at.filtered && this.#filter !== undefined) return { ...at, sorted: true, filtered: false };
    const limit = MODEST_RECORDS;
    return at.limit > limit ? { ...at, sorted: true, filtered: true, limit, most: limit } : null;
  }

  /** Refused once, the key may only have ended; some say 403 for that. */
  async #get(url: URL): Promise<JsonAnswer | 'too large'> {
    const answer = await this.#request(url);
    if (answer === 'too large' || (answer.status !== 401 && answer.status !== 403)) return answer;
    const renewed = await this.#connection.authorization.renew();
    const second = renewed ? await this.#request(url) : answer;
    if (second !== 'too large' && (second.status === 401 || second.status === 403))
      throw requestRefused(this.#server(url), second.status);
    return second;
  }

  async #request(url: URL): Promise<JsonAnswer | 'too large'> {
    const { http, source, authorization, rateLimit } = this.#connection;
    const header = await authorization.header(url);
    try {
      return await requestJson(
        http,
        { source, url, headers: () => ({ authorization: header() }) },
        { pass: [502], maxBytes: this.#limits.pageBytes, ...(rateLimit ? { rateLimit } : {}) },
      );
    } catch (error) {
      if (error instanceof SyncFailure && error.code === 'RosterAnswerTooLarge') return 'too large';
      throw error;
    }
  }

  #server(url: URL): ApiServer {
    return { source: this.#connection.source, url };
  }

  #url({ query, limit, offset, sorted, filtered }: Position): URL {
    const call = `${this.#connection.baseUrl}/${this.#feed}`;
    if (query !== null) return new URL(`${call}${query}`);
    const parameters = [
      ['limit', String(limit)],
      ['offset', String(offset)],
      ...(sorted ? [['sort', 'sourcedId'] as const, ['orderBy', 'asc'] as const] : []),
      ...(this.#filter === undefined || !filtered ? [] : [['filter', this.#filter] as const]),
    ] as const;
    return new URL(`${call}?${parameters.map(([name, value]) => `${name}=${encode(value)}`).join('&')}`);
  }
}
