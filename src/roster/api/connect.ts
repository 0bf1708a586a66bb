import { checkedFetch } from './checked-fetch.js';
import type { ApiContext, RosterApi } from './model.js';
import { apiSource } from './registry.js';

/** Opens the API that the settings name. @throws SyncFailure as the source does */
export function connectApi({
  allowPrivateHosts,
  ...context
}: Omit<ApiContext, 'fetch' | 'now'> & { allowPrivateHosts: boolean }): Promise<RosterApi> {
  const fetch = checkedFetch('The roster', allowPrivateHosts);
  return apiSource(context.settings).connect({ ...context, fetch, now: Date.now });
}
