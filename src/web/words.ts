import type { RunStatus } from '../runs/report.js';

export type Tone = 'good' | 'warning' | 'bad' | 'quiet';

/** A status for people who have not read our docs. */
export const statusWords: Record<RunStatus, { label: string; tone: Tone }> = {
  running: { label: 'Running', tone: 'quiet' },
  done: { label: 'Done', tone: 'good' },
  done_with_warnings: { label: 'Done, with something to look at', tone: 'warning' },
  threshold: { label: 'Done, removals wait for you', tone: 'warning' },
  held: { label: 'On hold', tone: 'warning' },
  needs_attention: { label: 'Needs attention', tone: 'bad' },
  cancelled: { label: 'Cancelled', tone: 'quiet' },
  failed: { label: 'Failed', tone: 'bad' },
};

/** Of a dry run: what the sync would come to. */
const previewWords: Partial<Record<RunStatus, string>> = {
  done: 'Would go through',
  done_with_warnings: 'Would go through, with something to look at',
  threshold: 'Removals would wait for you',
  held: 'Would be on hold',
  needs_attention: 'Would need attention',
};

export function badgeOf({ kind, status }: { kind: string; status: RunStatus }): { label: string; tone: Tone } {
  const { label, tone } = statusWords[status];
  return { label: (kind === 'preview' && previewWords[status]) || label, tone };
}

export const number = (n: number): string => n.toLocaleString('en-US');

/** "1 row", "2,000 rows". */
export const count = (n: number, noun: string, plural = `${noun}s`): string =>
  `${number(n)} ${n === 1 ? noun : plural}`;

/** "0.4 s", "12 s", "3 min 5 s". */
export function duration(seconds: number): string {
  if (seconds < 0.1) return 'under 0.1 s';
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** "212 KB", "78.1 MB": a thousand bytes to the kilobyte, as file managers count. */
export function size(bytes: number): string {
  if (bytes < 1000) return count(bytes, 'byte');
  const units = ['KB', 'MB', 'GB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** Day and time where the district is. `iso` as in reports. */
export function when(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeStyle: 'short', timeZone }).format(new Date(iso));
}

/** A number in E.164 as people of its country read it; others as they are. */
export function phone(e164: string): string {
  return e164.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 ($1) $2-$3');
}

/** What is counted: one and many of it. In the order of the tables. */
export const kindWords: Record<string, readonly [one: string, many: string]> = {
  schools: ['school', 'schools'],
  terms: ['term', 'terms'],
  students: ['student', 'students'],
  staff: ['staff member', 'staff'],
  classrooms: ['classroom', 'classrooms'],
  enrollments: ['enrollment', 'enrollments'],
  guardians: ['guardian', 'guardians'],
  guardianLinks: ['link to a child', 'links to children'],
  studentAttributes: ['student attribute', 'student attributes'],
};

/** What a run was, for its head; a sync by itself says nothing. */
export const runKindWords: Record<string, string> = {
  upload: 'Uploaded file',
  revert: 'Puts an earlier run back',
  preview: 'Dry run: nothing was changed',
};

export const entityWords: Record<string, readonly [one: string, many: string]> = {
  school: ['school', 'schools'],
  term: ['term', 'terms'],
  classroom: ['classroom', 'classrooms'],
  student: ['student', 'students'],
  staff: ['staff member', 'staff members'],
  enrollment: ['enrollment', 'enrollments'],
  guardian: ['guardian', 'guardians'],
  guardian_link: ['link to a child', 'links to children'],
  student_attribute: ['student attribute', 'student attributes'],
  account: ['account', 'accounts'],
  role: ['role', 'roles'],
};

export const columnLabels: Record<string, string> = {
  sis_id: 'Id',
  first_name: 'First name',
  middle_name: 'Middle name',
  last_name: 'Last name',
  email: 'Email',
  mobile_phone: 'Mobile phone',
  credential_phone: 'Mobile phone',
  home_phone: 'Home phone',
  phone: 'Phone',
  language: 'Language',
  school_id: 'School',
  grade: 'Grade',
  homeroom: 'Homeroom',
  title: 'Title',
  relationship: 'Relationship',
  contact_type: 'Contact type',
  student_number: 'Student number',
  staff_number: 'Staff number',
  state_id: 'State id',
  username: 'User name',
};
