import type { RosterSecrets, SyncSettings } from '../../settings/sync-settings.js';
import type { RosterSource } from '../model.js';

/** A record as the API gave it, parsed from JSON. */
export type ApiRecord = Readonly<Record<string, unknown>>;

/** One page of a feed. */
export interface FeedPage {
  records: readonly ApiRecord[];
  /** From where to go on after it; null: that was the last one. */
  cursor: string | null;
  /** Only with the last page: why the feed may not be whole, a sentence for the admin; absent: it was read whole. */
  incomplete?: string;
}

/** An API to read a roster from. A feed is one of its own collections: 'users', 'sections' … */
export interface RosterApi {
  /** In the order in which they are fetched. */
  readonly feeds: readonly string[];
  /** From where the next run can read changes alone, as of before the first page (ApiContext.since); absent: it can't. */
  readonly mark?: string;
  /**
   * @param from cursor of an earlier page, to go on after it; null: from the start
   * @throws SyncFailure with a stable code and a sentence
   */
  pages(feed: string, from: string | null): AsyncIterable<FeedPage>;
}

/** What was received of an API, for making the common roster of it. */
export interface ReceivedFeeds {
  /**
   * Pages of a feed in the order received; none where the feed was not fetched. A record may come twice (same id): the
   * staging keeps the first.
   *
   * @param from cursor of an earlier page, to go on after it
   */
  pages(feed: string, from?: string): AsyncIterable<{ records: readonly ApiRecord[]; cursor: string | null }>;
  /** Why a feed may not be whole; null: read whole. */
  incomplete(feed: string): string | null;
  /** It was read with `since`: what is not among it has not changed. */
  readonly changesOnly: boolean;
}

/** What a source is given to talk to its server. */
export interface ApiContext {
  /** Of them, `roster` is the source's. */
  settings: SyncSettings;
  /** Decrypted; never logged, never in a message. */
  secrets: RosterSecrets;
  /** As the global one; refuses hosts on private addresses unless the operator allows them. Follows no redirect. */
  fetch: typeof fetch;
  /** Resolves after that many milliseconds, or throws when the activity is canceled. */
  sleep(ms: number): Promise<unknown>;
  signal: AbortSignal;
  /** Epoch milliseconds. */
  now(): number;
  /** Read only what changed since: the `mark` of the last read that was applied. null: read the whole. */
  since: string | null;
}

/** One line of the registry (registry.ts) per source. */
export interface ApiSource {
  connect(context: ApiContext): Promise<RosterApi>;
  /** Pure: the common roster out of what was received. */
  open(received: ReceivedFeeds, settings: SyncSettings): RosterSource;
}
