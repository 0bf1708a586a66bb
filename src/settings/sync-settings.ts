import { type Field, pathParts, type SecretsOf, type SettingsOf, settingsAmong } from './field.js';
import { fields } from './fields.js';

type Row = (typeof fields)[number];

/** The settings of a scope's sync, as stored (secrets apart) and as shown. Times are local to `schedule.timeZone`. */
export type SyncSettings = SettingsOf<Exclude<Row, { secret: true }>>;

type SecretRow = Extract<Row, { secret: true }>;
/** What opens the SFTP site. Never stored or shown in clear. */
export type SftpSecret = SecretsOf<SecretRow, 'sftp'>;
/** What opens a roster API. Never stored or shown in clear. */
export type RosterSecrets = SecretsOf<SecretRow, 'roster'>;

export const defaultSettings = defaultsOf(fields) as SyncSettings;

/** Guardians are synced at all, from their file or from the roster. */
export function syncsGuardians({ guardians, roster }: Pick<SyncSettings, 'guardians' | 'roster'>): boolean {
  return guardians.enabled || roster.manageGuardians;
}

/** Settings as stored by any release: a setting that its release did not know has its default. */
export function withDefaults(stored: Partial<SyncSettings>): SyncSettings {
  const section = <Name extends keyof SyncSettings>(name: Name) => {
    const value = stored[name] ?? defaultSettings[name];
    return typeof value === 'object' ? { ...(defaultSettings[name] as object), ...value } : value;
  };
  const names = Object.keys(defaultSettings) as (keyof SyncSettings)[];
  return Object.fromEntries(names.map((name) => [name, section(name)])) as unknown as SyncSettings;
}

export function defaultsOf(rows: readonly Field[]): object {
  const settings: Record<string, Record<string, unknown>> = {};
  for (const row of settingsAmong(rows)) {
    const [section, name] = pathParts(row.path);
    if (section === '') settings[name] = row.default as never;
    else settings[section] = { ...settings[section], [name]: row.default };
  }
  return settings;
}
