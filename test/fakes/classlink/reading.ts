import { checkedFetch } from '../../../src/roster/api/checked-fetch.js';
import type { ApiContext, ReceivedFeeds } from '../../../src/roster/api/model.js';
import { classLink } from '../../../src/roster/classlink/source.js';
import type { RosterSource } from '../../../src/roster/model.js';
import { defaultSettings, type SyncSettings } from '../../../src/settings/sync-settings.js';
import { receivedOf } from '../reading.js';
import type { FakeClassLink } from './server.js';

type RosterSettings = SyncSettings['roster'];

/** What DailySync would be set to for the fake's district 2. */
export function settingsFor(fake: FakeClassLink, changes: Partial<RosterSettings> = {}): SyncSettings {
  const roster = { ...defaultSettings.roster, source: 'classlink' as const, baseUrl: fake.baseUrl, districtId: '2' };
  return { ...defaultSettings, roster: { ...roster, ...changes } };
}

/** Pauses pass at once, on the clock too: nothing is waited for but the fake. */
export function contextFor(fake: FakeClassLink, changes: Partial<RosterSettings> = {}): ApiContext {
  let slept = 0;
  const sleep = async (ms: number) => {
    slept += ms;
  };
  return {
    ...{ settings: settingsFor(fake, changes), secrets: { token: fake.key }, signal: new AbortController().signal },
    ...{ fetch: checkedFetch('ClassLink', true), sleep, now: () => Date.now() + slept, since: null },
  };
}

export interface Read {
  received: ReceivedFeeds;
  source: RosterSource;
}

/** Reads all feeds, as fetchRoster does, into memory. */
export async function readAll(context: ApiContext): Promise<Read> {
  const api = await classLink.connect(context);
  const received = await receivedOf(api);
  return { received, source: classLink.open(received, context.settings) };
}
