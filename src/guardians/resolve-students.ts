import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import { planForWholeTables } from '../db/set-based.js';
import { lastRow, type SqlScript, sqlScript } from '../db/sql-script.js';
import type { RunContext } from '../runs/context.js';

/** Makes `file_row` of staged rows `r`: the columns, and the student of each. */
export function resolveStudents(columns: string): SqlScript {
  return sqlScript(import.meta.url, './sql/resolve-students.sql', { columns });
}

/**
 * The first of a file's rules: whose rows they are. Without rows, or without students, there is nothing to ask an admin
 * about.
 *
 * @throws SyncFailure `NoStudentKnown`
 */
export async function resolveStaged(
  trx: Knex.Transaction,
  run: RunContext,
  resolve: SqlScript,
  tables: { rows: string; errors: string },
): Promise<void> {
  await planForWholeTables(trx);
  await trx.raw(`analyze ${tables.rows}, ${tables.errors}`);
  const ids = { districtId: run.districtId, scopeId: run.scopeId };
  const found = lastRow<{ has_rows: boolean; has_students: boolean }>(await resolve(trx, ids, { rows: tables.rows }));
  if (found.has_rows && found.has_students) return;
  const what = found.has_students
    ? `No row of the file is left to match with the roster of ${run.scope}.`
    : `The roster of ${run.scope} has no active student with an id, so no row can be matched.`;
  throw new SyncFailure(
    'NoStudentKnown',
    `${what} Nothing was changed. Check that file and roster are complete, then start the sync again.`,
  );
}
