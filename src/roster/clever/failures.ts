import { SyncFailure } from '../../contract/failures.js';

/** What only Clever fails with; the rest is of every roster API (../api/failures.ts). */

export function districtUnknown(districtId: string): SyncFailure {
  return new SyncFailure(
    'CleverDistrictUnknown',
    'Clever gives this application no token for the district in roster.districtId. Check the id; if it is right, ask the district to authorize the application in Clever again. Nothing of the district was archived.',
    { details: { districtId } },
  );
}

/** The token is of somebody else: its data must not come near this district's. */
export function otherDistrict(): SyncFailure {
  return new SyncFailure(
    'CleverOtherDistrict',
    'The token opens another district than the one in roster.districtId. Nothing was taken from it. Enter the token of this district, or correct the id.',
  );
}

/** @param what of the roster can't be read without them */
export function scopesMissing(scopes: readonly string[]): SyncFailure {
  return new SyncFailure(
    'CleverScopeMissing',
    `Clever does not let this application read the whole roster of the district: ${scopes.join(', ')} missing. Ask the district to share it in Clever, or have it enabled for the application.`,
    { details: { scopes } },
  );
}
