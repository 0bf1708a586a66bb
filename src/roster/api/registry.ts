import type { SyncSettings } from '../../settings/sync-settings.js';
import { classLink } from '../classlink/source.js';
import { clever } from '../clever/source.js';
import { oneRosterRest } from '../oneroster/rest/source.js';
import type { ApiSource } from './model.js';

type ApiSourceName = Exclude<SyncSettings['roster']['source'], 'oneroster-csv' | 'none'>;

/** Every roster source that is an API, by its name in the settings. Adding one is a line here and its folder. */
export const apiSources: Record<ApiSourceName, ApiSource> = {
  clever,
  'oneroster-rest': oneRosterRest,
  classlink: classLink,
};

/** Whether the settings name an API; if not, files, or no roster. */
export function isApi({ roster }: Pick<SyncSettings, 'roster'>): boolean {
  return roster.source !== 'oneroster-csv' && roster.source !== 'none';
}

/** The source that the settings name, which is an API. */
export function apiSource({ roster }: Pick<SyncSettings, 'roster'>): ApiSource {
  const source = apiSources[roster.source as ApiSourceName];
  if (!source) throw new Error(`No roster API is called ${roster.source}`);
  return source;
}
