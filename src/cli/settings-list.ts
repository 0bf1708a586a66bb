import { asTyped, takes } from '../settings/describe.js';
import type { Field } from '../settings/field.js';
import { type FieldGroup, fieldGroups } from '../settings/groups.js';

/** All settings by group, for people: name, label, what it does and what it takes. */
export function settingsList(rows: readonly Field[]): string {
  const groups = Object.entries(fieldGroups).map(([group, { title, help }]) => {
    const own = rows.filter((row) => row.group === (group as FieldGroup));
    return own.length === 0 ? '' : [title, `  ${help}`, '', ...own.map(entryOf)].join('\n');
  });
  return groups.filter(Boolean).join('\n');
}

function entryOf(row: Field): string {
  const start = row.secret ? '' : ` Default: ${row.default === '' ? 'empty' : asTyped(row.default)}.`;
  const sources = row.sources ? ` Only for ${row.sources.join(', ')}.` : '';
  return [`  ${row.path}`, `      ${row.label}. ${row.help}`, `      Takes ${takes(row)}.${start}${sources}`, ''].join(
    '\n',
  );
}

/** The same for programs. */
export function listedSettings(rows: readonly Field[]): object {
  return {
    settings: rows.map((row) => ({
      name: row.path,
      label: row.label,
      help: row.help,
      group: fieldGroups[row.group].title,
      secret: row.secret,
      takes: takes(row),
      sources: row.sources ?? null,
      ...(row.secret ? {} : { default: row.default, choices: Object.keys(row.values.choices ?? {}) }),
    })),
  };
}
