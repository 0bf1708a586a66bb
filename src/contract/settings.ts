/** The settings of a scope's sync, as stored (secrets apart) and as shown. Times are local to `timeZone`. */
export interface SyncSettings {
  /** The scope's nightly sync is on: a Schedule exists for it. */
  enabled: boolean;
  schedule: { time: string; timeZone: string; jitterMinutes: number };
  roster: {
    source: 'oneroster-csv' | 'none';
    /** Folder on the scope's SFTP server with the CSV files or a ZIP; the guardians' folder where absent. */
    path: string | null;
    /** Which id of a student stands in `studentSisId`: docs/settings.md tells which field each source means. */
    studentIdField: 'STUDENT ID' | 'STUDENT NUMBER';
    /** Which phone of a staff member is the credential that accounts are matched by. */
    phoneCredentialColumn: 'sms' | 'phone';
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
  };
  sftp: {
    host: string;
    port: number;
    username: string;
    path: string;
    /** SHA-256 fingerprint pinned at the first successful test; null: not yet. */
    hostKey: string | null;
  };
  /** ISO 3166 country of national phone numbers. */
  country: string;
}

/** Never stored or shown in clear. */
export interface SftpSecret {
  password?: string;
  privateKey?: string;
  passphrase?: string;
}

export const defaultSettings: SyncSettings = {
  enabled: false,
  schedule: { time: '02:00', timeZone: 'America/New_York', jitterMinutes: 20 },
  roster: { source: 'oneroster-csv', path: null, studentIdField: 'STUDENT ID', phoneCredentialColumn: 'sms' },
  guardians: {
    enabled: false,
    encoding: null,
    columnMapping: {},
    contactTypes: null,
    updateActiveContacts: false,
    maxFileBytes: 2 * 1024 ** 3,
    quietSeconds: 10,
    waitForFileMinutes: 240,
  },
  sftp: { host: '', port: 22, username: '', path: '/', hostKey: null },
  country: 'US',
};
