import { defineSearchAttributeKey, type SearchAttributePair, SearchAttributeType } from '@temporalio/common';
import type { ScopeNames } from './requests.js';
import type { SyncStatus } from './status.js';

export const searchAttributes = {
  districtName: defineSearchAttributeKey('DistrictName', SearchAttributeType.KEYWORD),
  schoolName: defineSearchAttributeKey('SchoolName', SearchAttributeType.KEYWORD),
  scope: defineSearchAttributeKey('Scope', SearchAttributeType.KEYWORD),
  syncSource: defineSearchAttributeKey('SyncSource', SearchAttributeType.KEYWORD),
  syncStatus: defineSearchAttributeKey('SyncStatus', SearchAttributeType.KEYWORD),
  failureType: defineSearchAttributeKey('FailureType', SearchAttributeType.KEYWORD),
} as const;

/** Registered at the server before a worker starts: an unknown one leaves a workflow stuck. */
export const searchAttributeNames: readonly string[] = Object.values(searchAttributes).map((key) => key.name);

/** Children don't inherit search attributes, so parent and child are both given these. */
export function scopeAttributes(scope: string, names: ScopeNames, status: SyncStatus): SearchAttributePair[] {
  const pairs: SearchAttributePair[] = [
    { key: searchAttributes.districtName, value: names.districtName },
    { key: searchAttributes.scope, value: scope },
    { key: searchAttributes.syncSource, value: names.source },
    { key: searchAttributes.syncStatus, value: status },
  ];
  if (names.schoolName !== null) pairs.push({ key: searchAttributes.schoolName, value: names.schoolName });
  return pairs;
}

/** Markdown above the workflow in the Temporal UI; at most 200 bytes. */
export function syncSummary(what: string, names: ScopeNames): string {
  const where = names.schoolName === null ? names.districtName : `${names.schoolName}, ${names.districtName}`;
  return `${what} of ${where} (${names.source})`.slice(0, 100);
}
