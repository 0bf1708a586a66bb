import type { SyncSettings } from '../../settings/sync-settings.js';

/** A collection of Clever's that is read for the roster: where it is, and whose part of `/users`. */
export interface Feed {
  path: string;
  role?: 'student' | 'teacher' | 'staff' | 'district_admin' | 'contact';
  /** Districts may keep it to themselves: then what is stored of it stays. */
  optional?: true;
  /** Other records are made with it: a part of it would be worse than nothing. */
  reference?: true;
  /** What a token must be allowed to read. */
  scope: string;
}

export const feeds = {
  schools: { path: 'schools', scope: 'read:schools' },
  terms: { path: 'terms', scope: 'read:sections' },
  courses: { path: 'courses', scope: 'read:sections', reference: true },
  sections: { path: 'sections', scope: 'read:sections' },
  students: { path: 'users', role: 'student', scope: 'read:students' },
  teachers: { path: 'users', role: 'teacher', scope: 'read:teachers' },
  staff: { path: 'users', role: 'staff', scope: 'read:school_admins', optional: true },
  districtAdmins: { path: 'users', role: 'district_admin', scope: 'read:district_admins', optional: true },
  contacts: { path: 'users', role: 'contact', scope: 'read:student_contacts', optional: true },
} as const satisfies Readonly<Record<string, Feed>>;

export type FeedName = keyof typeof feeds;

/** Of the roster alone; contacts are fetched only where guardians come from the roster. */
export const rosterFeeds: readonly FeedName[] = [
  'schools',
  'terms',
  'courses',
  'sections',
  'students',
  'teachers',
  'staff',
  'districtAdmins',
];

/** Contacts are private, so they are asked for only where they are wanted. */
export function feedsOf({ roster }: Pick<SyncSettings, 'roster'>): readonly FeedName[] {
  return roster.manageGuardians ? [...rosterFeeds, 'contacts'] : rosterFeeds;
}
