import { apiSources } from '../../../src/roster/api/registry.js';
import { tinySource } from './tiny-source.js';

/** Loaded by a test, or before a worker's program: the tiny source stands where OneRoster's would. */
apiSources['oneroster-rest'] = tinySource;
