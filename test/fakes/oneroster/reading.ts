import { defaultSettings, type SyncSettings } from '../../../src/contract/settings.js';
import { checkedFetch } from '../../../src/roster/api/checked-fetch.js';
import type { ApiContext, ApiRecord, FeedPage, ReceivedFeeds, RosterApi } from '../../../src/roster/api/model.js';
import { oneRosterRest } from '../../../src/roster/oneroster/rest/source.js';
import { key } from './auth.js';
import type { FakeOneRoster } from './server.js';

type RosterSettings = SyncSettings['roster'];

/** What DailySync would be set to for the fake. */
export function settingsFor(fake: FakeOneRoster, changes: Partial<RosterSettings> = {}): SyncSettings {
  const { origin: baseUrl, tokenUrl, auth, district } = fake;
  const roster = { ...defaultSettings.roster, baseUrl, tokenUrl, auth, version: district.version };
  return { ...defaultSettings, roster: { ...roster, source: 'oneroster-rest', ...changes } };
}

/** Pauses pass at once, on the clock too: nothing is waited for but the fake. */
export function contextFor(fake: FakeOneRoster, changes: Partial<ApiContext> = {}): ApiContext {
  let slept = 0;
  return {
    settings: settingsFor(fake),
    secrets: { clientId: key.id, clientSecret: key.secret },
    fetch: checkedFetch('OneRoster', true),
    signal: new AbortController().signal,
    sleep: async (ms: number) => {
      slept += ms;
    },
    now: () => Date.now() + slept,
    since: null,
    ...changes,
  };
}

/** Reads all feeds, as fetchRoster does, into memory. */
export async function readAll(context: ApiContext): Promise<ReceivedFeeds> {
  return receivedOf(await oneRosterRest.connect(context), context.since !== null);
}

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
