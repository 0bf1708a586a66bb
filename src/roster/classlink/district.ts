import type { Application } from './applications.js';
import { accessRevoked, districtAmbiguous, districtNotListed } from './failures.js';

/**
 * The district that the settings name: by its tenant id, which is a number and the one id that stays, or by the id of its
 * roster (`oneroster_application_id`) where it shares several. The list's other numbers name nothing: another
 * district's may be the same.
 *
 * @throws SyncFailure `ClassLinkDistrictNotListed`, `ClassLinkDistrictAmbiguous`, `ClassLinkAccessRevoked`
 */
export function findDistrict(applications: readonly Application[], districtId: string): Application {
  const named = applications.filter(({ id }) => id === districtId);
  const matching = named.length > 0 ? named : applications.filter(({ tenantId }) => tenantId === districtId);
  const usable = matching.filter((application) => withoutAccess(application) === null);
  if (usable.length > 1)
    throw districtAmbiguous(
      districtId,
      usable.map(({ id }) => id),
    );
  const [only] = usable;
  if (only) return only;
  const [shut] = matching;
  if (shut) throw accessRevoked(districtId, withoutAccess(shut) ?? '');
  throw districtNotListed(districtId, applications.length);
}

function withoutAccess({ enabled, tenantStatus }: Application): string | null {
  if (!enabled) return 'its list shows the application as switched off there';
  if (tenantStatus !== '' && tenantStatus !== 'active') return 'its list shows the district as not active';
  return null;
}
