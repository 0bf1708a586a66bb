import type { ApiRecord, FeedPage, RosterApi } from '../api/model.js';
import { BEGINNING } from './changes.js';

/** Read whole in addition to the events: few, and sections refer to them; and who is absent from the families has left them. */
const alsoWhole = ['schools', 'terms', 'courses', 'contacts'];

/** A night that reads events in place of sections and people. */
export class CleverEvents implements RosterApi {
  readonly feeds: readonly string[];
  readonly mark: string;
  readonly #events: readonly ApiRecord[];
  readonly #whole: RosterApi;

  constructor({ events, mark }: { events: readonly ApiRecord[]; mark: string }, whole: RosterApi) {
    this.#events = events;
    this.mark = mark;
    this.feeds = ['events', ...whole.feeds.filter((feed) => alsoWhole.includes(feed))];
    this.#whole = whole;
  }

  async *pages(feed: string, from: string | null): AsyncGenerator<FeedPage> {
    if (feed !== 'events') return yield* this.#whole.pages(feed, from);
    yield { records: [{ type: BEGINNING }, ...this.#events], cursor: null };
  }
}
