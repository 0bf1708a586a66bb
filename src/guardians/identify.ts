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
const placeHalfRows = script('place-half-rows');
const joinMatched = script('join-matched');
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

export interface IdentityOptions {
  hasIds: boolean;
  /** Whether a person whose ID is on no row is not in the file. */
  namesAll: boolean;
  /** The table with the cells of rows in error. */
  errors: string;
}

/** Gives every usable row its guardian: each rule for all rows before the next, and none that no row is left for. */
export async function identify(
  trx: Knex.Transaction,
  values: Record<string, number>,
  { hasIds, ...options }: IdentityOptions,
): Promise<void> {
  if (hasIds) await placeIds(trx, values, options);
  else await goWithoutIds(trx, values);
  const { has_rows_without_id } = lastRow<{ has_rows_without_id: boolean }>(await placeRows(trx, values));
  await findNews(trx, values);
  if (!has_rows_without_id) return;
  await chooseValues(trx, values, { chosen: 'chosen_by_id' });
  const left = lastRow<{ has_open_rows: boolean; has_half_rows: boolean }>(await matchContactKeys(trx, values));
  if (left.has_half_rows) {
    await matchNames(trx, { ...values, onlyOpen: true }, { rows: 'half_row', matched: 'half_match' });
    await placeHalfRows(trx, values);
  }
  if (!left.has_open_rows) return;
  await matchNames(trx, { ...values, onlyOpen: false }, { rows: 'open_row', matched: 'name_match' });
  await joinMatched(trx, values);
  await makeNewGuardians(trx, values);
}

async function placeIds(
  trx: Knex.Transaction,
  values: Record<string, number>,
  { namesAll, errors }: Omit<IdentityOptions, 'hasIds'>,
): Promise<void> {
  const { has_new_ids } = lastRow<{ has_new_ids: boolean }>(await placeStoredIds(trx, values));
  if (!has_new_ids) return;
  await findNewIds(trx, { ...values, namesAll }, { errors });
  let adopted: number;
  do adopted = (await adoptIds(trx, values))[0]?.rows.length ?? 0;
  while (adopted > 0);
  await numberNewIds(trx, values);
}
