import { createHash } from 'node:crypto';
import type { ApiRecord } from '../../api/model.js';

/** The records of an answer; null where it has no list of them. What is no object becomes a record that nobody can use. */
export function recordsOf(body: unknown, feed: string): ApiRecord[] | null {
  const list = isObject(body) ? body[feed] : undefined;
  if (!Array.isArray(list)) return null;
  return list.map((each) => (isObject(each) ? (withoutPasswords(each) as ApiRecord) : {}));
}

/** Passwords are dropped on sight, however deep: what isn't stored can't leak. */
function withoutPasswords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPasswords);
  if (!isObject(value)) return value;
  const kept: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value))
    if (!/password/i.test(name)) kept[name] = typeof inner === 'object' ? withoutPasswords(inner) : inner;
  return kept;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** '' where it has none. */
export function idOf(record: ApiRecord): string {
  const id = record.sourcedId;
  return typeof id === 'string' ? id : typeof id === 'number' ? String(id) : '';
}

/** Equal for pages of the same records in the same order. */
export function digestOf(records: readonly ApiRecord[]): string {
  const hash = createHash('sha256');
  for (const record of records) hash.update(JSON.stringify(idOf(record) || record)).update('\n');
  return hash.digest('base64').slice(0, 16);
}
