import type { Knex } from 'knex';
import { sqlScript } from '../db/sql-script.js';
import { followStudents } from '../guardians/students.js';
import type { RunContext } from '../runs/context.js';

const findLinks = sqlScript(import.meta.url, './sql/end-links-of-archived.sql');
const endLinks = sqlScript(import.meta.url, '../guardians/sql/end-links.sql');

/**
 * Links of archived students end with them. Those of students who are back open again at once only in a scope without
 * guardian sync: else a file must name them. Docs: the guardian file, section 2.
 */
export async function followArchivedStudents(trx: Knex.Transaction, run: RunContext): Promise<void> {
  if (!run.settings.guardians.enabled) {
    await followStudents(trx, run);
    return;
  }
  const values = { districtId: run.districtId, scopeId: run.scopeId, runId: run.runId };
  await findLinks(trx, values);
  await endLinks(trx, values);
}
