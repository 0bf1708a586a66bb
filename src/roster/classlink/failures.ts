import { SyncFailure } from '../../contract/failures.js';
import { answerInvalid } from '../api/failures.js';

/** Names in messages: where the districts' data is, and where ClassLink tells who they are. */
export const classLinkName = 'ClassLink';
export const listName = "ClassLink's list of districts";

export function listInvalid(url: URL, what: string): SyncFailure {
  return answerInvalid({ source: listName, url }, what);
}

/** @param among how many districts the key opens */
export function districtNotListed(districtId: string, among: number): SyncFailure {
  return new SyncFailure(
    'ClassLinkDistrictNotListed',
    `The district ${quoted(districtId)} is not among the ${among} that ClassLink's list gives this application. Nothing was changed or archived. Check roster.districtId; if it is right, ask the district whether it still shares its roster with this application.`,
    { details: { districtId, among } },
  );
}

/** @param ids of the applications, one of which is to be set */
export function districtAmbiguous(districtId: string, ids: readonly string[]): SyncFailure {
  return new SyncFailure(
    'ClassLinkDistrictAmbiguous',
    `The district ${quoted(districtId)} shares ${ids.length} rosters with this application. Set roster.districtId to the one to read: ${ids.slice(0, 20).join(', ')}.`,
    { details: { districtId, ids: ids.slice(0, 20) } },
  );
}

/** @param why a clause such as "its list shows it as switched off" */
export function accessRevoked(districtId: string, why: string): SyncFailure {
  return new SyncFailure(
    'ClassLinkAccessRevoked',
    `ClassLink gives no access to the roster of the district ${quoted(districtId)}: ${why}. Nothing was changed or archived. Ask the district to share its roster with this application again.`,
    { details: { districtId } },
  );
}

/** Typed by a person, so of any length. */
const quoted = (districtId: string) => `"${districtId.slice(0, 60)}"`;
