import { z } from 'zod';
import { type Field, pathParts, settingsAmong } from './field.js';
import { fields } from './fields.js';
import type { SyncSettings } from './sync-settings.js';

/** What has to be so between settings. */
const rules: { path: string; isBroken(settings: SyncSettings): boolean; message: string }[] = [
  {
    path: 'roster.manageGuardians',
    isBroken: ({ guardians, roster }) => guardians.enabled && roster.manageGuardians,
    message: 'Guardians come from guardians.csv (guardians.enabled) or from the roster, not from both: turn one off.',
  },
  {
    path: 'roster.manageGuardians',
    isBroken: ({ roster }) => roster.manageGuardians && roster.source === 'none',
    message: 'There is no roster that guardians could come from (roster.source is none).',
  },
];

/** What may be stored. An issue of a rule is `custom`, and its message is for people. */
export const settingsSchema = rules.reduce(
  (schema, { path, isBroken, message }) =>
    schema.refine((settings) => !isBroken(settings), { path: path.split('.'), error: message }),
  schemaOf(fields) as unknown as z.ZodType<SyncSettings>,
);

/** What may be stored of the settings that rows describe, without the rules between them. */
export function schemaOf(rows: readonly Field[]) {
  const shape: Record<string, z.ZodType> = {};
  const sections: Record<string, Record<string, z.ZodType>> = {};
  for (const row of settingsAmong(rows)) {
    const [section, name] = pathParts(row.path);
    if (section === '') shape[name] = row.values.schema;
    else sections[section] = { ...sections[section], [name]: row.values.schema };
  }
  for (const [section, inner] of Object.entries(sections)) shape[section] = z.strictObject(inner);
  return z.strictObject(shape);
}
