import type { FieldGroup } from './groups.js';
import type { RosterSourceName } from './roster-sources.js';
import type { Values } from './values.js';

/** What people read about a setting. */
interface Words {
  /** As on the settings page. */
  label: string;
  /** One or two sentences: what it does, and for which value. */
  help: string;
  /** For docs/settings.md alone, in Markdown. */
  more?: string;
  group: FieldGroup;
  /** The roster sources that have it; all of them if it is missing. */
  sources?: readonly RosterSourceName[];
}

interface SettingRow<Value> extends Words {
  values: Values<Value>;
  default: NoInfer<Value>;
}

/** A setting that is stored in the clear and shown. */
export interface Setting<Path extends string = string, Value = unknown> extends SettingRow<Value> {
  path: Path;
  secret: false;
}

/** A setting that is stored encrypted and never shown again. */
export interface Secret<Path extends string = string> extends Words {
  path: Path;
  secret: true;
  /** A text of one line is typed; one of several comes from a file. */
  entry: 'secret' | 'secret-file';
}

/** One row of src/settings/fields.ts. */
export type Field = Setting | Secret;

/** The rows that are no secrets. */
export function settingsAmong(rows: readonly Field[]): Setting[] {
  return rows.filter((row): row is Setting => !row.secret);
}

/** @param path `section.name`, or one name alone */
export function setting<const Path extends string, Value>(path: Path, row: SettingRow<Value>): Setting<Path, Value> {
  return { path, secret: false, ...row };
}

export function secret<const Path extends string>(
  path: Path,
  row: Words & { entry?: 'secret' | 'secret-file' },
): Secret<Path> {
  return { path, secret: true, entry: 'secret', ...row };
}

type SectionOf<Path> = Path extends `${infer Section}.${string}` ? Section : Path;
type ValueOf<Row> = Row extends Setting<string, infer Value> ? Value : never;

/** The settings that rows describe: `section.name` is `name` within `section`. */
export type SettingsOf<Row extends { path: string }> = {
  [Section in SectionOf<Row['path']>]: Section extends Row['path']
    ? ValueOf<Extract<Row, { path: Section }>>
    : { [Each in Row as Each['path'] extends `${Section}.${infer Name}` ? Name : never]: ValueOf<Each> };
};

/** The secrets of one section, as texts; missing if not set. */
export type SecretsOf<Row extends { path: string }, Section extends string> = {
  [Each in Row as Each['path'] extends `${Section}.${infer Name}` ? Name : never]?: string;
};

/** @returns section and own name; of a setting without a section, '' and its name */
export function pathParts(path: string): [section: string, name: string] {
  const at = path.indexOf('.');
  return [path.slice(0, Math.max(at, 0)), path.slice(at + 1)];
}
