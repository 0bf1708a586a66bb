/** The settings of a scope's sync, as stored (secrets apart) and as shown. Times are local to `timeZone`. */
export interface SyncSettings {
  /** The scope's nightly sync is on: a Schedule exists for it. */
  enabled: boolean;
  schedule: {
    time: string;
    timeZone: string;
    jitterMinutes: number;
    /** Days on which no sync starts by itself and nothing is archived: `YYYY-MM-DD`, or `YYYY-MM-DD..YYYY-MM-DD`. */
    blackoutDates: string[];
    /** The same every year, while a school year ends and the next is set up: `MM-DD..MM-DD`; null: never. */
    endOfYearPause: string | null;
  };
  roster: {
    source: RosterSourceName;
    /** Of an API: where it answers, with the path before its own calls; '': where the source usually is. */
    baseUrl: string;
    /** Of OneRoster, as an API. */
    version: '1.1' | '1.2';
    /** How requests to a OneRoster API are signed. */
    auth: 'oauth1-sha1' | 'oauth1-sha256' | 'oauth2';
    /** Where OAuth 2 gives its tokens. */
    tokenUrl: string;
    /** The source's own id of the district, where one key opens several. */
    districtId: string;
    /** Of ClassLink: through its proxy, or to the district's own server, which ClassLink tells the way to. */
    access: 'proxy' | 'direct';
    /** Of an API that can: read what changed alone, and the whole only every so many days. */
    mode: 'full' | 'changes';
    fullEveryDays: number;
    /** "School Connections to SIS": the schools whose classes and people are synced, by the roster's ids; null: all. */
    schools: string[] | null;
    /** "Archived Students": students who are in the roster no more are archived; if not, they stay. */
    archiveStudents: boolean;
    /** Classrooms that were archived come back where the roster names them again. */
    unarchiveClassrooms: boolean;
    /** Folder on the scope's SFTP server with the CSV files or a ZIP; the guardians' folder where absent. */
    path: string | null;
    /** Which id of a student stands in `studentSisId`: docs/settings.md tells which field each source means. */
    studentIdField: 'STUDENT ID' | 'STUDENT NUMBER';
    /** Which phone of a staff member is the credential that accounts are matched by. */
    phoneCredentialColumn: 'sms' | 'phone';
    /** "Allow sync to manage guardians": they come from the roster, not from guardians.csv. */
    manageGuardians: boolean;
    /** Relationships of guardians from the roster that are synced; null: all. Contact types: guardians.contactTypes. */
    guardianRelationships: string[] | null;
    /** "Allow the sync to update the user's language to value in roster data": of students, and so of their families. */
    language: boolean;
  };
  guardians: {
    /** "Guardians Sync Enabled". */
    enabled: boolean;
    /** A pinned encoding; null: found by evidence. */
    encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | null;
    /** Columns mapped by hand: our column name to the header in the file. */
    columnMapping: Record<string, string>;
    /** Contact types that are synced; null: all. */
    contactTypes: string[] | null;
    /** "Allow the sync to update contact details of active users". */
    updateActiveContacts: boolean;
    /** Largest file accepted, bytes. */
    maxFileBytes: number;
    /** A file whose size or time changes within this many seconds is still being written. */
    quietSeconds: number;
    /** "Not found" and "still being written" are looked at again until this many minutes have passed. */
    waitForFileMinutes: number;
    /** A file that was not refreshed for so many days is told of; 0: never. */
    staleDays: number;
  };
  /** `student_attributes.csv`, from the guardians' folder; encoding, size and waiting as set for guardians. */
  studentAttributes: {
    enabled: boolean;
    /** The header of the student's id, where it is not one of the usual names. */
    studentIdHeader: string | null;
  };
  sftp: {
    host: string;
    port: number;
    username: string;
    path: string;
    /** SHA-256 fingerprint pinned at the first successful test; null: not yet. */
    hostKey: string | null;
  };
  /** "Deletion Threshold": per kind, the percentage of active records above which a run archives none. */
  thresholdPercent: Record<ThresholdKind, number>;
  /** When a run waits with the whole file or roster for an admin's "apply" or "discard". */
  hold: {
    /** Less than this percentage of the file's students are in the roster. */
    matchRatePercent: number;
    /** More than this percentage of the guardians would get another name, email or mobile phone in place. */
    contactPercent: number;
    /** More than this percentage of the students, or of the staff, would get another name. */
    namePercent: number;
  };
  /** ISO 3166 country of national phone numbers. */
  country: string;
}

export const rosterSourceNames = ['oneroster-csv', 'oneroster-rest', 'clever', 'classlink', 'none'] as const;
export type RosterSourceName = (typeof rosterSourceNames)[number];

export const thresholdKinds = [
  'guardianLinks',
  'guardians',
  'students',
  'staff',
  'classrooms',
  'enrollments',
  'studentAttributes',
] as const;
export type ThresholdKind = (typeof thresholdKinds)[number];

/** Never stored or shown in clear. */
export interface SftpSecret {
  password?: string;
  privateKey?: string;
  passphrase?: string;
}

/** What opens a roster API. Never stored or shown in clear. */
export interface RosterSecrets {
  /** A key or token that is sent as it is. */
  token?: string;
  clientId?: string;
  clientSecret?: string;
}

export const defaultSettings: SyncSettings = {
  enabled: false,
  schedule: {
    time: '03:30',
    timeZone: 'America/New_York',
    jitterMinutes: 20,
    blackoutDates: [],
    endOfYearPause: null,
  },
  roster: {
    source: 'oneroster-csv',
    baseUrl: '',
    version: '1.1',
    auth: 'oauth1-sha256',
    tokenUrl: '',
    districtId: '',
    access: 'proxy',
    mode: 'full',
    fullEveryDays: 7,
    schools: null,
    archiveStudents: true,
    unarchiveClassrooms: true,
    path: null,
    studentIdField: 'STUDENT ID',
    phoneCredentialColumn: 'sms',
    manageGuardians: false,
    guardianRelationships: null,
    language: false,
  },
  guardians: {
    enabled: false,
    encoding: null,
    columnMapping: {},
    contactTypes: null,
    updateActiveContacts: false,
    maxFileBytes: 2 * 1024 ** 3,
    quietSeconds: 10,
    waitForFileMinutes: 240,
    staleDays: 7,
  },
  studentAttributes: { enabled: false, studentIdHeader: null },
  sftp: { host: '', port: 22, username: '', path: '/', hostKey: null },
  thresholdPercent: {
    guardianLinks: 20,
    guardians: 20,
    students: 20,
    staff: 20,
    classrooms: 20,
    enrollments: 20,
    studentAttributes: 20,
  },
  hold: { matchRatePercent: 50, contactPercent: 50, namePercent: 50 },
  country: 'US',
};

/** Guardians are synced at all, from their file or from the roster. */
export function syncsGuardians({ guardians, roster }: Pick<SyncSettings, 'guardians' | 'roster'>): boolean {
  return guardians.enabled || roster.manageGuardians;
}

/** Settings as stored by any release: what a setting's first release didn't know has its default. */
export function withDefaults(stored: Partial<SyncSettings>): SyncSettings {
  const section = <Name extends keyof SyncSettings>(name: Name) => {
    const value = stored[name] ?? defaultSettings[name];
    return typeof value === 'object' ? { ...(defaultSettings[name] as object), ...value } : value;
  };
  const names = Object.keys(defaultSettings) as (keyof SyncSettings)[];
  return Object.fromEntries(names.map((name) => [name, section(name)])) as unknown as SyncSettings;
}
