import { SyncFailure } from '../../contract/failures.js';
import { apiNotSet } from '../api/failures.js';
import type { ApiContext, FeedPage, RosterApi } from '../api/model.js';
import { rateLimitOf } from '../api/rate-limit.js';
import { openOneRosterApi } from '../oneroster/rest/api.js';
import type { Authorization } from '../oneroster/rest/connection.js';
import { type Access, askForAccess } from './access.js';
import { accessRevoked, classLinkName } from './failures.js';

/** @throws SyncFailure `RosterNotSet`, and as `askForAccess` */
export async function connectClassLink(context: ApiContext): Promise<RosterApi> {
  const { districtId } = context.settings.roster;
  const missing = [
    ...(context.secrets.token ? [] : ['roster.token']),
    ...(districtId === '' ? ['roster.districtId'] : []),
  ];
  if (missing.length > 0) throw apiNotSet(classLinkName, missing);
  const access = await askForAccess(context);
  const api = openOneRosterApi({
    source: classLinkName,
    baseUrl: access.baseUrl,
    authorization: authorization(access, () => askForAccess(context)),
    http: context,
    rateLimit: rateLimitOf(access.key),
  });
  return { feeds: api.feeds, pages: (feed, from) => tellingRevoked(api.pages(feed, from), districtId) };
}

/** A refused key may have been replaced: the list tells. The same key as before would be refused again. */
function authorization(first: Access, askAgain: () => Promise<Access>): Authorization {
  let access = first;
  return {
    header: async (url) => () => access.header(url),
    renew: async () => {
      const before = access.key;
      access = await askAgain();
      return access.key !== before;
    },
  };
}

/** The key that was refused is ClassLink's of the district: nobody can enter another one in the settings. */
async function* tellingRevoked(pages: AsyncIterable<FeedPage>, districtId: string): AsyncGenerator<FeedPage> {
  try {
    yield* pages;
  } catch (error) {
    const isOfDistrict = error instanceof SyncFailure && error.details.source === classLinkName;
    if (isOfDistrict && error.code === 'RosterKeyRefused')
      throw accessRevoked(districtId, 'the key from its list is refused, and the list has no other');
    throw error;
  }
}
