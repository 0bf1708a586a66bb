import { apiNotSet } from '../../api/failures.js';
import type { ApiSource } from '../../api/model.js';
import { rateLimitOf } from '../../api/rate-limit.js';
import { openOneRosterApi } from './api.js';
import { authorizationOf } from './authorization.js';
import { OneRosterRecords } from './roster.js';
import { collectionsUrl } from './settings.js';

const source = 'OneRoster';

/** A OneRoster 1.1 or 1.2 server. */
export const oneRosterRest: ApiSource = {
  async connect(context) {
    const { baseUrl, version } = context.settings.roster;
    if (!URL.canParse(baseUrl)) throw apiNotSet(source, ['roster.baseUrl']);
    const url = collectionsUrl(baseUrl, version);
    const authorization = await authorizationOf(source, context);
    const rateLimit = rateLimitOf(`${url} ${context.secrets.clientId}`);
    return openOneRosterApi(
      { source, baseUrl: url, authorization, http: context, rateLimit },
      { since: context.since },
    );
  },
  open: (received) => new OneRosterRecords(received),
};
