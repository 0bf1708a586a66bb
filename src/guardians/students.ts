import type { Knex } from 'knex';
import { sqlScript } from '../db/sql-script.js';
import type { RunContext } from '../runs/context.js';

const findLinks = sqlScript(import.meta.url, './sql/follow-students.sql');
const endLinks = sqlScript(import.meta.url, './sql/end-links.sql');

/**
 * After a roster in a scope without guardian sync: links of archived students end with them, and those that so ended are
 * open again at once when the student is back. (With a guardian sync the reconcile does both, and only a file that names
 * a link restores it.) Docs: the guardian file, section 2.
 *
 * @returns numbers of links
 */
export async function followStudents(
  trx: Knex.Transaction,
  run: RunContext,
): Promise<{ ended: number; restored: number }> {
  const values = { districtId: run.districtId, scopeId: run.scopeId, runId: run.runId };
  const [, found, restored] = await findLinks(trx, values);
  await endLinks(trx, values);
  return { ended: Number(found?.rows[0]?.count ?? 0), restored: restored?.rows.length ?? 0 };
}
