import { setTimeout as delay } from 'node:timers/promises';
import { SyncFailure } from '../contract/failures.js';
import { connectApi } from '../roster/api/connect.js';
import type { FeedPage, RosterApi } from '../roster/api/model.js';
import { openRosterSecrets } from '../settings/scope-secrets.js';
import type { Scope } from '../settings/scopes.js';
import type { ConnectionContext } from './context.js';

/** A roster API as a sync would find it. */
export interface ApiTest {
  source: string;
  /** Of each feed whether it gave something, by its first page; `problem` says why it can't be read. */
  feeds: { feed: string; found: boolean; problem: string | null }[];
}

/** A person waits: pauses between tries are cut short. */
const longestPauseMs = 1000;

/**
 * Opens the roster API of a scope and reads the first page of every feed.
 *
 * @throws SyncFailure if it can't be opened at all: no way there, a wrong key, an unknown district
 */
export async function testApi(
  { openKeyRing, signal, allowPrivateHosts }: ConnectionContext,
  scope: Scope,
): Promise<ApiTest> {
  const api = await connectApi({
    settings: scope.settings,
    secrets: openRosterSecrets(await openKeyRing(), scope),
    sleep: (ms) => delay(Math.min(ms, longestPauseMs), undefined, { signal }),
    signal,
    since: null,
    allowPrivateHosts,
  });
  const feeds: ApiTest['feeds'] = [];
  for (const feed of api.feeds) feeds.push({ feed, ...(await look(api, feed)) });
  return { source: scope.settings.roster.source, feeds };
}

async function look(api: RosterApi, feed: string): Promise<{ found: boolean; problem: string | null }> {
  try {
    const page = await firstPage(api.pages(feed, null));
    return { found: page !== null && page.records.length > 0, problem: page?.incomplete ?? null };
  } catch (error) {
    if (!(error instanceof SyncFailure) || affectsAll.has(error.code)) throw error;
    return { found: false, problem: error.reportMessage };
  }
}

/** What is wrong with the way to the server or with the key is the same for every feed: it is asked for once, and told once. */
const affectsAll = new Set([
  'RosterUnreachable',
  'RosterHostRefused',
  'RosterKeyRefused',
  'RosterNotSet',
  'ClassLinkAccessRevoked',
  'CleverOtherDistrict',
]);

async function firstPage(pages: AsyncIterable<FeedPage>): Promise<FeedPage | null> {
  for await (const page of pages) return page;
  return null;
}
