import type { ApiSource } from '../api/model.js';
import { CleverApi } from './api.js';
import { CleverClient } from './client.js';
import { rosterFeeds } from './feeds.js';
import { CleverRoster } from './roster.js';
import { CleverTokens } from './tokens.js';

/** Clever's Data API, version 3.0 or 3.1. */
export const clever: ApiSource = {
  async connect(context) {
    const client = new CleverClient(context, new CleverTokens(context));
    return new CleverApi(client, context.settings.roster.districtId, rosterFeeds);
  },
  open: (received) => new CleverRoster(received),
};
