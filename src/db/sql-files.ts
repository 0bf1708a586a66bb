import { readFileSync } from 'node:fs';
import type { Knex } from 'knex';

/**
 * Reads a `.sql` file next to its module (the build copies it there). `{{name}}` stands for an identifier,
 * such as the run's staging table; `:name` for a value, as in knex.
 *
 * @param fragments SQL that is made in code, in the place of `{{name}}`
 */
export function sqlFile(
  base: string,
  path: string,
  fragments: Record<string, string> = {},
): (names?: Record<string, string>) => string {
  const file = readFileSync(new URL(path, base), 'utf8');
  const text = file.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => fragments[name] ?? whole);
  return (names = {}) =>
    text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
      const value = names[name];
      if (value === undefined || !/^[a-z_][a-z0-9_.]*$/.test(value))
        throw new Error(`No identifier for {{${name}}} in ${path}`);
      return value;
    });
}

/** Runs one statement with named values and returns its rows. */
export async function query<Row>(
  db: Knex | Knex.Transaction,
  sql: string,
  values: Record<string, unknown> = {},
): Promise<Row[]> {
  const result = await db.raw(sql, values as never);
  return result.rows as Row[];
}
