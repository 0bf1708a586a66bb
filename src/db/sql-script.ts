import type { Knex } from 'knex';
import { query, sqlFile } from './sql-files.js';

export type SqlScript = (
  trx: Knex.Transaction,
  values: Record<string, unknown>,
  names?: Record<string, string>,
) => Promise<{ rows: Record<string, unknown>[] }[]>;

/**
 * A `.sql` file of several statements, each ended by a semicolon at the end of its line. Values are bound, which
 * PostgreSQL allows for one statement at a time, so the statements are sent one after the other.
 *
 * @returns the rows of each statement, in order
 */
export function sqlScript(base: string, path: string): SqlScript {
  const read = sqlFile(base, path);
  return async (trx, values, names = {}) => {
    const results: { rows: Record<string, unknown>[] }[] = [];
    // A question mark is a placeholder to knex; in these files it is part of a regular expression.
    for (const statement of statements(read(names).replaceAll('?', '\\?'))) {
      results.push({ rows: await query<Record<string, unknown>>(trx, statement, values) });
    }
    return results;
  };
}

function statements(text: string): string[] {
  return text
    .replace(/^\s*--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}
