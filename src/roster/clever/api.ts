import { answerInvalid, requestRefused } from '../api/failures.js';
import type { ApiRecord, FeedPage, RosterApi } from '../api/model.js';
import type { CleverClient } from './client.js';
import { otherDistrict, scopesMissing } from './failures.js';
import { type Feed, type FeedName, feeds } from './feeds.js';
import { nextOf } from './tokens.js';
import { idOf, isObject, listIn, SOURCE } from './values.js';

/** Records asked for at once; Clever refuses more than 10,000. */
const LIMIT = 1000;
/** How often a page that has come before, or has nothing, is asked for. */
const TRIES = 4;

/**
 * The pages of Clever's collections, in the order of ids. A cursor is the id after which to go on: it only ever grows,
 * so a server that gives a page again, or a link to the next one from the last, keeps nobody in a circle.
 */
export class CleverApi implements RosterApi {
  readonly feeds: readonly FeedName[];
  readonly mark?: string;
  readonly #client: CleverClient;
  readonly #districtId: string;

  /** @param districtId whose records they must be; '': not known */
  constructor(client: CleverClient, districtId: string, names: readonly FeedName[], mark?: string) {
    this.#client = client;
    this.#districtId = districtId;
    this.feeds = names;
    if (mark !== undefined) this.mark = mark;
  }

  async *pages(name: string, from: string | null): AsyncGenerator<FeedPage> {
    const feed: Feed = feeds[name as FeedName];
    let after = from;
    let again = 0;
    for (;;) {
      const query = { limit: String(LIMIT), ...(feed.role ? { role: feed.role } : {}) };
      const { status, url, body } = await this.#client.list(
        feed.path,
        after === null ? query : { ...query, starting_after: after },
      );
      if (status === 403 && feed.optional) return yield end(withheld(name));
      if (status === 403) throw scopesMissing([feed.scope]);
      if (status >= 400) throw requestRefused({ source: SOURCE, url }, status);

      const records = listIn(body, 'data').map(recordOf);
      this.#assertOwn(records);
      const isNew = (id: string) => after === null || id > after;
      // The page before it led here: it may be empty all the same, but not by mistake.
      const isOdd = records.length === 0 ? after !== null : !records.some((record) => isNew(idOf(record)));
      if (isOdd && ++again < TRIES) {
        await this.#client.pause(again);
        continue;
      }
      if (isOdd && records.length > 0) {
        if (feed.reference) throw answerInvalid({ source: SOURCE, url }, 'with the same page');
        return yield end(`Clever gave the same ${name} again and again, so the list may not be whole.`);
      }
      again = 0;
      const next = nextPage(records, nextOf(body), isNew);
      yield { records, cursor: next };
      if (next === null) return;
      after = next;
    }
  }

  #assertOwn(records: readonly ApiRecord[]): void {
    if (this.#districtId === '') return;
    const isOthers = (record: ApiRecord) => ![this.#districtId, ''].includes(idOf(record, 'district'));
    if (records.some(isOthers)) throw otherDistrict();
  }
}

/** A page that is full, or links to where it was asked from, may not be the last: an empty one then says that it was. */
function nextPage(records: readonly ApiRecord[], link: string | null, isNew: (id: string) => boolean): string | null {
  if (link !== null && isNew(link)) return link;
  if (records.length === 0 || (link === null && records.length !== LIMIT)) return null;
  return records
    .map((record) => idOf(record))
    .sort()
    .at(-1)!;
}

const end = (incomplete: string): FeedPage => ({ records: [], cursor: null, incomplete });

const withheld = (name: string) =>
  `Clever does not let this application read the district's ${name}, so what is stored of them stays as it is.`;

/** Of `{data: {…}, uri}`. */
function recordOf(item: unknown): ApiRecord {
  if (!isObject(item)) return {};
  return isObject(item.data) ? item.data : item;
}
