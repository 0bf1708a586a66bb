import type { Knex } from 'knex';
import { sqlScript } from '../db/sql-script.js';

const script = sqlScript(import.meta.url, './sql/end-links.sql');

/**
 * Ends the links of `ending_link`, and archives their guardians who have none left.
 *
 * @returns how many of each
 */
export async function endLinks(
  trx: Knex.Transaction,
  values: Record<'districtId' | 'runId', number>,
): Promise<{ links: number; guardians: number }> {
  const [links, guardians] = await script(trx, values);
  return { links: Number(links?.rows[0]?.count), guardians: Number(guardians?.rows[0]?.count) };
}
