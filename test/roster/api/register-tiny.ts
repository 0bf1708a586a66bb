import { apiSources } from '../../../src/roster/api/registry.js';
import { tinySource } from './tiny-source.js';

/**
 * The tiny source takes the place of OneRoster's, until the function returned is called: other test files of the process
 * mean OneRoster's.
 */
export function registerTiny(): () => void {
  const own = apiSources['oneroster-rest'];
  apiSources['oneroster-rest'] = tinySource;
  return () => {
    apiSources['oneroster-rest'] = own;
  };
}
