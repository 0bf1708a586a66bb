import type { z } from 'zod';
import { SyncFailure } from '../contract/failures.js';
import { nearest } from '../guardian-file/index.js';
import { type Field, type Setting, settingsAmong } from './field.js';
import { fields } from './fields.js';

/** No message here quotes a value: it can be a secret that was typed under the wrong name. */

const howToList = '"dailysync settings list" lists all settings, with what they take.';

/** @param known the names it could have been */
export function unknownSetting(
  name: string,
  known = (fields as readonly Field[]).map(({ path }) => path),
): SyncFailure {
  const near = nearestName(name, known);
  return new SyncFailure(
    'UnknownSetting',
    [`There is no setting "${name}".`, near && `Did you mean ${near}?`, howToList].filter(Boolean).join(' '),
    { details: { setting: name, ...(near && { nearest: near }) } },
  );
}

/** The whole name counts, and so does the own name without its section: `pasword` is near `sftp.password`. */
function nearestName(name: string, known: readonly string[]): string | undefined {
  const own = (path: string) => path.slice(path.lastIndexOf('.') + 1);
  const whole = nearest(name, known);
  if (whole !== undefined || name.includes('.')) return whole;
  const near = nearest(name, known.map(own));
  return known.find((path) => own(path) === near);
}

/**
 * @param issues of the settings' schema
 * @param typed what was typed for each setting
 */
export function badSettings(issues: readonly z.core.$ZodIssue[], typed: Readonly<Record<string, string>>): SyncFailure {
  const sentences = issues.map((issue) => {
    const path = issue.path.join('.');
    const row = settingAt(path);
    if (issue.code === 'custom' && issue.message.endsWith('.')) return `${path} does not fit. ${issue.message}`;
    return row ? doesNotFit(row, typed[row.path] ?? '') : `${path} does not fit.`;
  });
  const names = [...new Set(issues.map(({ path }) => settingAt(path.join('.'))?.path ?? path.join('.')))];
  return new SyncFailure('BadSetting', `${[...new Set(sentences)].join(' ')} ${howToList}`, {
    details: { settings: names },
  });
}

function doesNotFit({ path, label, values }: Setting, text: string): string {
  const near = nearest(text, Object.keys(values.choices ?? {}));
  const none = values.none ? `, or null (${values.none})` : '';
  return `${path} (${label}) takes ${values.allowed}${none}.${near === undefined ? '' : ` Did you mean ${near}?`}`;
}

/** The row of a setting, or of the setting that the path is within. */
function settingAt(path: string): Setting | undefined {
  return settingsAmong(fields).find((row) => path === row.path || path.startsWith(`${row.path}.`));
}
