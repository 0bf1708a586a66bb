import type { RosterApi } from '../../api/model.js';
import type { OneRosterConnection } from './connection.js';
import { defaultLimits, type OneRosterLimits } from './limits.js';
import { CollectionReader } from './reader.js';

export interface OneRosterOptions {
  limits?: Partial<OneRosterLimits>;
}

/** OneRoster's collections that a roster is made of, what others refer to first. No server needs to nest them. */
export const oneRosterFeeds = ['orgs', 'academicSessions', 'courses', 'classes', 'users', 'enrollments'] as const;
export type OneRosterFeed = (typeof oneRosterFeeds)[number];

/** What a roster can be made without, as the CSV files may be left out. */
const optional: ReadonlySet<string> = new Set<OneRosterFeed>(['academicSessions', 'courses']);

/** The collections of a OneRoster server, 1.1 or 1.2: they are asked for alike. */
export function openOneRosterApi(connection: OneRosterConnection, options: OneRosterOptions = {}): RosterApi {
  const limits = { ...defaultLimits, ...options.limits };
  return {
    feeds: oneRosterFeeds,
    pages: (feed, from) =>
      new CollectionReader(connection, limits, { feed, isOptional: optional.has(feed) }).pages(from),
  };
}
