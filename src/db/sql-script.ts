import type { Knex } from 'knex';
import { sqlFile } from './sql-files.js';

type SqlValue = string | number | boolean | null | undefined | readonly string[];

export type SqlScript = (
  trx: Knex.Transaction,
  values: Readonly<Record<string, SqlValue>>,
  names?: Record<string, string>,
) => Promise<{ rows: Record<string, unknown>[] }[]>;

/**
 * A `.sql` file of several statements, sent in one round trip: a small sync waits for the way there and back more than for
 * anything else. PostgreSQL binds values for one statement at a time, so they are written into the text as literals: ids,
 * flags and settings, and never what a row says of a person.
 *
 * @returns the rows of each statement, in order
 */
export function sqlScript(base: string, path: string, fragments?: Record<string, string>): SqlScript {
  const read = sqlFile(base, path, fragments);
  return (trx, values, names = {}) => sendScript(trx, read(names), values);
}

/** The same of SQL that is made in code. */
export async function sendScript(
  trx: Knex.Transaction,
  sql: string,
  values: Readonly<Record<string, SqlValue>> = {},
): Promise<{ rows: Record<string, unknown>[] }[]> {
  const filled = sql
    .replace(/^\s*--.*$/gm, '')
    .replace(/(?<!:):([a-zA-Z]\w*)/g, (whole, name: string) =>
      Object.hasOwn(values, name) ? literal(values[name]) : whole,
    );
  // A question mark is a placeholder to knex; in these files it is part of a regular expression.
  const results = await trx.raw(filled.replaceAll('?', '\\?'));
  return Array.isArray(results) ? results : [results];
}

/** The one row of a script's last statement. */
export function lastRow<Row>(results: readonly { rows: unknown[] }[]): Row {
  return results.at(-1)?.rows[0] as Row;
}

function literal(value: SqlValue): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return text(value);
  if (typeof value === 'object') return `cast(array[${value.map(text).join(', ')}] as text[])`;
  return String(value);
}

/** What would end the text, and a question mark, which is knex's placeholder, by their numbers. */
function text(value: string): string {
  return `E'${value.replace(/[\\'?]/g, (sign) => `\\x${sign.charCodeAt(0).toString(16)}`)}'`;
}
