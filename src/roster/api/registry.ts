import type { SyncSettings } from '../../contract/settings.js';
import { clever } from '../clever/source.js';
import type { ApiSource } from './model.js';

type ApiSourceName = Exclude<SyncSettings['roster']['source'], 'oneroster-csv' | 'none'>;

/** Every roster source that is an API, by its name in the settings. Adding one is a line here and its folder. */
const apiSources: Partial<Record<ApiSourceName, ApiSource>> = { clever };

/** The source that the settings name; undefined for files, and where there is no roster. */
export function apiSource({ roster }: Pick<SyncSettings, 'roster'>): ApiSource | undefined {
  return apiSources[roster.source as ApiSourceName];
}
