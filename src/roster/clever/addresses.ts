import type { SyncSettings } from '../../settings/sync-settings.js';

const API = 'https://api.clever.com/v3.0';
const TOKENS = 'https://clever.com/oauth/tokens';

/** Where the data is: with its version, 3.0 where the setting names none. */
export function apiAddress({ roster: { baseUrl } }: Pick<SyncSettings, 'roster'>): URL {
  const url = new URL(baseUrl === '' ? API : baseUrl);
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = /\/v\d+(\.\d+)?$/.test(path) ? path : `${path}/v3.0`;
  url.search = '';
  return url;
}

/** Where the districts' tokens are looked up. */
export function tokenAddress({ roster: { tokenUrl } }: Pick<SyncSettings, 'roster'>): URL {
  const url = new URL(tokenUrl === '' ? TOKENS : tokenUrl);
  if (url.pathname === '/') url.pathname = '/oauth/tokens';
  return url;
}
