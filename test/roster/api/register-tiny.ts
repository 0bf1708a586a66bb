import { apiSources } from '../../../src/roster/api/registry.js';
import { tinySource } from './tiny-source.js';

/** the tiny source stands where OneRoster's would. */
apiSources['oneroster-rest'] = tinySource;
