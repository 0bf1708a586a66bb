import type { SyncSettings } from '../../../settings/sync-settings.js';

const paths = { '1.1': '/ims/oneroster/v1p1', '1.2': '/ims/oneroster/rostering/v1p2' } as const;

/** Where the collections are: an admin may enter the address with OneRoster's own path or without. */
export function collectionsUrl(baseUrl: string, version: SyncSettings['roster']['version']): string {
  const base = baseUrl.trim().replace(/\/+$/, '');
  return /\/v1p[012]$/i.test(base) ? base : `${base}${paths[version]}`;
}

const scope = (version: '1.1' | '1.2', name: string) =>
  `https://purl.imsglobal.org/spec/or/${version === '1.1' ? 'v1p1' : 'v1p2'}/scope/${name}`;

/**
 * What opens the collections, either of it; demographics, which nothing here needs, is not asked for. The best first:
 * providers know and grant fewer, some know them by their short names alone, and some want none named.
 */
export function rosterScopes(version: '1.1' | '1.2'): string[][] {
  const names = ['roster-core.readonly', 'roster.readonly'];
  const combinations = (scopes: readonly string[]) => [[...scopes], ...scopes.map((each) => [each])];
  return [...combinations(names.map((name) => scope(version, name))), ...combinations(names), []];
}
