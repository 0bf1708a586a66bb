import { pathParts, type Setting, settingsAmong } from './field.js';
import { fields } from './fields.js';
import type { SyncSettings } from './sync-settings.js';
import { unknownSetting } from './wrong-settings.js';

/**
 * Gives the setting of a dotted name its new value, as typed: not yet checked. A mapping can be set whole, as JSON, or for
 * one of its keys (`guardians.columnMapping.email`).
 *
 * @throws SyncFailure `UnknownSetting`
 */
export function assign(settings: SyncSettings, name: string, text: string): void {
  const row = settingsAmong(fields).find((each) => within(name, each));
  if (!row) throw unknownSetting(name);
  const [section, own] = pathParts(row.path);
  const target = (section === '' ? settings : settings[section as keyof SyncSettings]) as Record<string, unknown>;
  if (name === row.path) {
    target[own] = parse(row, text);
    return;
  }
  const key = name.slice(row.path.length + 1);
  const keys = Object.keys(row.values.choices ?? {});
  if (!keys.includes(key))
    throw unknownSetting(
      name,
      keys.map((each) => `${row.path}.${each}`),
    );
  target[own] = { ...(target[own] as object), [key]: text };
}

function within(name: string, { path, values }: Setting): boolean {
  return name === path || (values.entry === 'mapping' && name.startsWith(`${path}.`));
}

/** Texts are taken as typed, all else as JSON; `null` is none, if there may be none. */
function parse({ values }: Setting, text: string): unknown {
  if (values.none !== undefined && text === 'null') return null;
  if (!['switch', 'number', 'list', 'mapping'].includes(values.entry)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
