import type { Field } from './field.js';

/** What a setting takes, as a sentence without an end: `a whole number from 1 to 65,535`. */
export function takes(row: Field): string {
  if (row.secret) return row.entry === 'secret-file' ? 'a secret, from a file' : 'a secret';
  const { allowed, none } = row.values;
  return none === undefined ? allowed : `${allowed}; or null: ${none}`;
}

/** A value as `settings set` takes it. */
export function asTyped(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
