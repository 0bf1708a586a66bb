import type { ApiSource } from '../api/model.js';
import { CleverApi } from './api.js';
import { CleverClient } from './client.js';
import { CleverEvents } from './event-night.js';
import { eventsAfter, markOf, newestEvent } from './events.js';
import { feedsOf } from './feeds.js';
import { CleverRoster } from './roster.js';
import { CleverTokens } from './tokens.js';

/** Clever's Data API, version 3.0 or 3.1: the whole, with events in between where `roster.mode` is `changes`. */
export const clever: ApiSource = {
  async connect(context) {
    const { settings, since, now } = context;
    const tokens = new CleverTokens(context);
    // Without one nothing can be read: so that is told once, and not of each feed.
    await tokens.current();
    const client = new CleverClient(context, tokens);
    const whole = (mark?: string) => new CleverApi(client, settings.roster.districtId, feedsOf(settings), mark);
    if (settings.roster.mode === 'full') return whole();
    const changed = since === null ? null : await eventsAfter(client, since, now());
    if (changed) return new CleverEvents(changed, whole());
    // Before the first page: what changes while the whole is read is read again, as an event.
    const newest = await newestEvent(client);
    return whole(newest === null ? undefined : markOf(newest, now()));
  },
  open: (received) => new CleverRoster(received),
};
