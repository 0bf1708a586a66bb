import type { Knex } from 'knex';
import { query } from '../../src/db/sql-files.js';

const own = new Set(['run', 'run_step', 'run_finding', 'run_execution', 'run_progress', 'staged_batch', 'blob']);

/**
 * Every row of every table, by table, but for what dry runs write of their own record, and the names of the staging
 * tables, uploads that no run has taken, and the host key, which every first connection pins. Two equal answers: nothing was written in between.
 */
export async function wholeDatabase(db: Knex): Promise<Record<string, string[]>> {
  const tables = await query<{ schema: string; name: string }>(
    db,
    `select table_schema as schema, table_name as name from information_schema.tables
     where table_schema in ('public', 'staging') and table_name not like 'knex%' order by 1, 2`,
  );
  const all: Record<string, string[]> = {};
  for (const { schema, name } of tables) {
    const others = own.has(name)
      ? `where t.run_id is not null and not exists (select from run p where p.run_id = t.run_id and p.kind = 'preview')`
      : '';
    const rows = await query<{ row: string }>(
      db,
      `select cast(to_jsonb(t) #- '{settings,sftp,hostKey}' as text) as row from ${schema}.${name} t ${others} order by 1`,
    );
    all[`${schema}.${name}`] = rows.map(({ row }) => row);
  }
  return all;
}
