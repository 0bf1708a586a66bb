import type { RosterApi } from '../../api/model.js';
import type { OneRosterConnection } from './connection.js';
import { defaultLimits, type OneRosterLimits } from './limits.js';
import { CollectionReader } from './reader.js';

export interface OneRosterOptions {
  /** Read of the large collections only what changed since: ISO 8601. null, or absent: the whole. */
  since?: string | null;
  limits?: Partial<OneRosterLimits>;
}

/** OneRoster's collections that a roster is made of, what others refer to first. No server needs to nest them. */
export const oneRosterFeeds = ['orgs', 'academicSessions', 'courses', 'classes', 'users', 'enrollments'] as const;
export type OneRosterFeed = (typeof oneRosterFeeds)[number];

/** What a roster can be made without, as the CSV files may be left out. */
const optional: ReadonlySet<string> = new Set<OneRosterFeed>(['academicSessions', 'courses']);

/** Few and small, and what the others refer to: read whole even where only changes are asked for. */
const alwaysWhole: ReadonlySet<string> = new Set<OneRosterFeed>(['orgs', 'academicSessions', 'courses']);

/** What changed in the day before the last read is read again: clocks differ, and dates come into being before they are shown. */
const OVERLAP_MS = 24 * 3600 * 1000;

/** The collections of a OneRoster server, 1.1 or 1.2: they are asked for in the same way. */
export function openOneRosterApi(connection: OneRosterConnection, options: OneRosterOptions = {}): RosterApi {
  const limits = { ...defaultLimits, ...options.limits };
  const changed = options.since ? `dateLastModified>='${options.since}'` : undefined;
  return {
    feeds: oneRosterFeeds,
    mark: new Date(connection.http.now() - OVERLAP_MS).toISOString(),
    pages: (feed, from) =>
      new CollectionReader(connection, limits, {
        feed,
        isOptional: optional.has(feed),
        filter: alwaysWhole.has(feed) ? undefined : changed,
      }).pages(from),
  };
}
