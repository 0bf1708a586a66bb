import type { ApiContext } from '../api/model.js';
import { oauth1Header } from '../oneroster/rest/oauth1.js';
import { classLinkAddresses } from './addresses.js';
import { listApplications } from './applications.js';
import { findDistrict } from './district.js';
import { accessRevoked } from './failures.js';
import { directServer } from './server.js';

/** How the district's roster is read, as ClassLink says now. */
export interface Access {
  /** Before the collections. */
  baseUrl: string;
  /** What opens it: another text when the district gives another. A secret. */
  key: string;
  /** The `Authorization` header of one request. */
  header(url: URL): string;
}

const oneRosterPath = '/ims/oneroster/v1p1';

/** @throws SyncFailure as `listApplications`, `findDistrict` and `directServer`; `ClassLinkAccessRevoked` */
export async function askForAccess(context: ApiContext): Promise<Access> {
  const { baseUrl, districtId, access, auth } = context.settings.roster;
  const key = context.secrets.token ?? '';
  const addresses = classLinkAddresses(baseUrl);
  const district = findDistrict(await listApplications(context, addresses.list, key), districtId);
  if (access === 'direct') {
    const { endpointUrl, clientId, clientSecret } = await directServer(context, addresses.list, key, district);
    const hash = auth === 'oauth1-sha1' ? 'sha1' : 'sha256';
    return {
      baseUrl: `${endpointUrl}${oneRosterPath}`,
      key: JSON.stringify([clientId, clientSecret]),
      header: (url) => oauth1Header(url, { id: clientId, secret: clientSecret, hash }, context.now()),
    };
  }
  const { bearer } = district;
  if (bearer === null) throw accessRevoked(districtId, 'its list shows no key for it');
  return { baseUrl: `${addresses.roster(district)}${oneRosterPath}`, key: bearer, header: () => `Bearer ${bearer}` };
}
