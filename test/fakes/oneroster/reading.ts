import { checkedFetch } from '../../../src/roster/api/checked-fetch.js';
import type { ApiContext, ReceivedFeeds } from '../../../src/roster/api/model.js';
import { oneRosterRest } from '../../../src/roster/oneroster/rest/source.js';
import { defaultSettings, type SyncSettings } from '../../../src/settings/sync-settings.js';
import { receivedOf } from '../reading.js';
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
