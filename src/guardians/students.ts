import type { Knex } from 'knex';
import { sqlScript } from '../db/sql-script.js';
import type { RunContext } from '../runs/context.js';
import { syncsGuardians } from '../settings/sync-settings.js';

const findLinks = sqlScript(import.meta.url, './sql/follow-students.sql');
const endLinks = sqlScript(import.meta.url, './sql/end-links.sql');

/**
 * To be called after a roster: links of archived students end with them. In a scope without guardian sync those that so
 * ended are open again at once when the student is back; with one, the next file that names them restores them. Docs: the
 * guardian file, section 2.
 *
 * @returns numbers of links
 */
export async function followStudents(
  trx: Knex.Transaction,
  run: RunContext,
): Promise<{ ended: number; restored: number }> {
  const values = { districtId: run.districtId, scopeId: run.scopeId, runId: run.runId };
  const [, found, restored] = await findLinks(trx, { ...values, restore: !syncsGuardians(run.settings) });
  await endLinks(trx, values);
  await trx.raw('drop table ending_link');
  return { ended: Number(found?.rows[0]?.count ?? 0), restored: restored?.rows.length ?? 0 };
}
