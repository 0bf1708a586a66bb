import type { ApiSource } from '../api/model.js';
import { OneRosterRecords } from '../oneroster/rest/roster.js';
import { connectClassLink } from './connect.js';

/** ClassLink's Roster Server: OneRoster 1.1, through a proxy or at the district itself. */
export const classLink: ApiSource = {
  connect: connectClassLink,
  open: (received) => new OneRosterRecords(received),
};
