import { key } from '../oneroster/auth.js';
import type { OneRosterDistrict } from '../oneroster/district.js';
import { FakeOneRoster } from '../oneroster/server.js';
import { FakeClassLink } from './server.js';
import { tenantsAround } from './tenants.js';

/** A ClassLink and, behind it, the OneRoster server of its district 2. */
export interface ClassLinkAndDistrict {
  classLink: FakeClassLink;
  oneRoster: FakeOneRoster;
  stop(): Promise<void>;
}

export async function classLinkBefore(district: OneRosterDistrict): Promise<ClassLinkAndDistrict> {
  const oneRoster = await FakeOneRoster.start(district);
  const upstream = { url: oneRoster.origin, clientId: key.id, clientSecret: key.secret };
  const classLink = await FakeClassLink.start(tenantsAround(upstream));
  return {
    classLink,
    oneRoster,
    stop: async () => {
      await classLink.stop();
      await oneRoster.stop();
    },
  };
}
