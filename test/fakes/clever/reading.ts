import type { ApiContext, ApiRecord, ReceivedFeeds } from '../../../src/roster/api/model.js';
import { clever } from '../../../src/roster/clever/source.js';
import type { RosterSource } from '../../../src/roster/model.js';
import { defaultSettings, type RosterSecrets, type SyncSettings } from '../../../src/settings/sync-settings.js';
import { receivedOf } from '../reading.js';
import type { FakeClever } from './server.js';

type RosterSettings = SyncSettings['roster'];

/** What DailySync would be set to for the fake; with the token, or with the keys that it is looked up by. */
export function settingsFor(fake: FakeClever, changes: Partial<RosterSettings> = {}): SyncSettings {
  const { baseUrl, tokenUrl, district } = fake;
  const roster = { ...defaultSettings.roster, baseUrl, tokenUrl, districtId: district.id, ...changes };
  return { ...defaultSettings, roster: { ...roster, source: 'clever' } };
}

export const withKeys = ({ keys: { id, secret } }: FakeClever): RosterSecrets => ({
  clientId: id,
  clientSecret: secret,
});

/** Pauses pass at once, on the clock too: nothing is waited for but the fake. */
export function contextFor(fake: FakeClever, changes: Partial<ApiContext> = {}): ApiContext {
  let slept = 0;
  const sleep = async (ms: number) => {
    slept += ms;
  };
  return {
    ...{ settings: settingsFor(fake), secrets: withKeys(fake), fetch, signal: new AbortController().signal },
    ...{ sleep, now: () => Date.now() + slept, since: null },
    ...changes,
  };
}

export interface Read {
  received: ReceivedFeeds;
  mark: string | null;
  /** By feed. */
  records: Map<string, ApiRecord[]>;
  source: RosterSource;
}

/** Reads all feeds, as fetchRoster does, into memory. */
export async function readAll(context: ApiContext): Promise<Read> {
  const api = await clever.connect(context);
  const received = await receivedOf(api, context.since !== null);
  const records = new Map<string, ApiRecord[]>();
  for (const feed of api.feeds) {
    const all: ApiRecord[] = [];
    for await (const page of received.pages(feed)) all.push(...page.records);
    records.set(feed, all);
  }
  return { received, mark: api.mark ?? null, records, source: clever.open(received, context.settings) };
}
