import type { Knex } from 'knex';
import { stepsOf } from '../contract/parts.js';
import { planForWholeTables, refreshStatistics } from '../db/set-based.js';
import { query, sqlFile } from '../db/sql-files.js';
import { lastRow, sqlScript } from '../db/sql-script.js';
import type { RunContext } from '../runs/context.js';
import type { AccountCounts } from '../runs/counts.js';
import { recordQueries } from '../runs/finding-queries.js';
import { accountQueries } from './account-queries.js';

const script = (name: string, fragments: Record<string, string> = {}) =>
  sqlScript(import.meta.url, `./sql/${name}.sql`, fragments);

const findTouched = script('find-touched', { has_in_common: hasInCommon('r.key') });
const findClasses = script('find-classes');
const holdAccounts = script('hold-accounts');
const findClosed = script('find-closed', { has_in_common: hasInCommon('a.key') });
const reopenAccounts = script('reopen-accounts');
const settleAccounts = script('settle-accounts');
const writeAccounts = script('write-accounts');
const writeRoles = script('write-roles');

const settled = sqlFile(import.meta.url, './sql/settled-before.sql')();

export const accountsStep = stepsOf('accounts').apply;

const noAccounts: AccountCounts = { created: 0, updated: 0, closed: 0, reopened: 0, merged: 0 };

/**
 * Makes roles and accounts agree with the staff and guardians of the whole district: the accounts are the classes of
 * active roles under equal contact keys; which id an account has follows from its history.
 * docs/guardian-rules.md 4. Only what does not agree is looked at, so nothing is written where nothing changed.
 *
 * In the caller's transaction, under the district's lock.
 */
export async function assignAccounts(trx: Knex.Transaction, run: RunContext): Promise<AccountCounts> {
  const values = {
    districtId: run.districtId,
    runId: run.runId,
    updateClaimed: run.settings.guardians.updateActiveContacts,
  };
  if (await settledBefore(trx, run)) return noAccounts;
  await planForWholeTables(trx);
  const { has_touched } = lastRow<{ has_touched: boolean }>(await findTouched(trx, values));
  if (!has_touched) return noAccounts;
  await findClasses(trx, values);
  await holdAccounts(trx, values);
  const { has_candidates } = lastRow<{ has_candidates: boolean }>(await findClosed(trx, values));
  let reopened = has_candidates ? 1 : 0;
  while (reopened > 0) reopened = (await reopenAccounts(trx, values))[0]?.rows.length ?? 0;
  await settleAccounts(trx, values);
  await writeAccounts(trx, values);
  await writeRoles(trx, values);
  await recordQueries(trx, run, accountsStep, null, accountQueries);
  const counts = await countAccounts(trx);
  await refreshStatistics(trx, counts.created, 'account', 'role');
  return counts;
}

/** SQL: whether a contact key says the first name, the email or the phone of the person `p`. */
function hasInCommon(key: string): string {
  const part = (n: number) => `split_part(${key}, chr(31), ${n})`;
  return `((first_word(${part(1)}) = first_word(p.name) and p.name <> '')
    or (${part(2)} = p.email and p.email <> '') or (${part(3)} = p.phone and p.phone <> ''))`;
}

async function settledBefore(trx: Knex.Transaction, run: RunContext): Promise<boolean> {
  const values = { districtId: run.districtId, scopeId: run.scopeId, runId: run.runId };
  const [row] = await query<{ settled: boolean }>(trx, settled, values);
  return row?.settled ?? false;
}

async function countAccounts(trx: Knex.Transaction): Promise<AccountCounts> {
  const [counts] = await query<AccountCounts>(
    trx,
    `select (select count(*) from new_account) as created,
       count(*) filter (where action = 'update') as updated,
       count(*) filter (where action = 'close') as closed,
       count(*) filter (where action = 'reopen') as reopened,
       count(*) filter (where action = 'merge') as merged
     from account_change`,
  );
  return counts!;
}
