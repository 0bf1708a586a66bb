import type { ApiRecord, FeedPage, ReceivedFeeds, RosterApi } from '../../src/roster/api/model.js';

/** Reads all feeds, as fetchRoster does, into memory. */
export async function receivedOf(api: RosterApi, changesOnly = false): Promise<ReceivedFeeds> {
  const feeds = new Map<string, FeedPage[]>();
  for (const feed of api.feeds) feeds.set(feed, await pagesOf(api, feed));
  return {
    async *pages(feed, from) {
      const pages = feeds.get(feed) ?? [];
      yield* pages.slice(from === undefined ? 0 : pages.findIndex(({ cursor }) => cursor === from) + 1);
    },
    incomplete: (feed) => feeds.get(feed)?.at(-1)?.incomplete ?? null,
    changesOnly,
  };
}

export async function pagesOf(api: RosterApi, feed: string, from: string | null = null): Promise<FeedPage[]> {
  const pages: FeedPage[] = [];
  for await (const page of api.pages(feed, from)) pages.push(page);
  return pages;
}

export const recordsOf = (pages: readonly FeedPage[]): ApiRecord[] => pages.flatMap(({ records }) => [...records]);
