import type { Knex } from 'knex';
import { lastRow, type SqlScript, sqlScript } from '../db/sql-script.js';

const script = (name: string) => sqlScript(import.meta.url, `./sql/${name}.sql`);

const findSharedIds = script('shared-ids');
const findUnclearRows = script('unclear-rows');
const goWithoutIds = script('no-ids');
const placeStoredIds = script('stored-ids');
const findNewIds = script('new-ids');
const adoptIds = script('adopt-ids');
const numberNewIds = script('number-new-ids');
const placeRows = script('place-rows');
const findNews = script('news');
const matchContactKeys = script('match-contact-keys');
const matchNames = script('match-names');
const makeNewGuardians = script('new-guardians');

/** Fills the table `chosen` or `chosen_by_id` with what the rows of each guardian come to. */
export const chooseValues: SqlScript = script('choose-values');

/**
 * Rows that say nothing for sure: those of an id that different people share, and those that could be either of two people.
 *
 * @returns whether the file has ids
 */
export async function findUnusable(trx: Knex.Transaction, values: Record<string, number>): Promise<boolean> {
  const { has_ids } = lastRow<{ has_ids: boolean }>(await findSharedIds(trx, values));
  await findUnclearRows(trx, values);
  return has_ids;
}

/** Gives every usable row its guardian: each rule for all rows before the next, and none that no row is left for. */
export async function identify(trx: Knex.Transaction, values: Record<string, number>, hasIds: boolean): Promise<void> {
  if (hasIds) await placeIds(trx, values);
  else await goWithoutIds(trx, values);
  const { has_rows_without_id } = lastRow<{ has_rows_without_id: boolean }>(await placeRows(trx, values));
  await findNews(trx, values);
  if (!has_rows_without_id) return;
  await chooseValues(trx, values, { chosen: 'chosen_by_id' });
  const { has_open_rows } = lastRow<{ has_open_rows: boolean }>(await matchContactKeys(trx, values));
  if (!has_open_rows) return;
  await matchNames(trx, values);
  await makeNewGuardians(trx, values);
}

async function placeIds(trx: Knex.Transaction, values: Record<string, number>): Promise<void> {
  const { has_new_ids } = lastRow<{ has_new_ids: boolean }>(await placeStoredIds(trx, values));
  if (!has_new_ids) return;
  await findNewIds(trx, values);
  let adopted: number;
  do adopted = (await adoptIds(trx, values))[0]?.rows.length ?? 0;
  while (adopted > 0);
  await numberNewIds(trx, values);
}
