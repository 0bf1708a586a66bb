import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import { query } from '../db/sql-files.js';

export interface Claimed {
  accountId: number;
  claimedAt: Date;
  /** Whether it was claimed before already. */
  before: boolean;
}

/**
 * A person has taken the account into use (accepted the invitation): from now on its contact details are theirs, and a
 * sync changes them only where the settings allow it. The consuming product says so; it may say so twice. The audit has
 * it under no run (0).
 *
 * @param by who says so, for the audit
 * @throws SyncFailure `UnknownAccount`, `AccountClosed`
 */
export async function claimAccount(db: Knex, accountId: number, by: string): Promise<Claimed> {
  return db.transaction(async (trx) => {
    const [claimed] = await query<{ claimed_at: Date }>(
      trx,
      `with claimed as (
         update account set claimed_at = now() where account_id = :accountId and claimed_at is null and closed_at is null
         returning district_id, account_id, claimed_at
       ), logged as (
         insert into change (district_id, run_id, entity, entity_id, action, before, after)
         select district_id, 0, 'account', account_id, 'claim', jsonb_build_object('claimed_at', null),
           jsonb_build_object('claimed_at', claimed_at, 'by', cast(:by as text))
         from claimed
       )
       select claimed_at from claimed`,
      { accountId, by },
    );
    if (claimed) return { accountId, claimedAt: claimed.claimed_at, before: false };
    const account = await findAccount(trx, accountId);
    if (account.claimed_at && !account.closed) return { accountId, claimedAt: account.claimed_at, before: true };
    const into =
      account.merged_into === null ? '' : ` Its person uses account ${account.merged_into} now: claim that one.`;
    throw new SyncFailure(
      'AccountClosed',
      `Account ${accountId} is closed: no staff member or guardian uses it.${into}`,
    );
  });
}

/**
 * The claim was a mistake: the account is as if nobody had taken it into use, and the next sync updates its contact
 * details again. A closed account may be released, too: claimed, it would come before others when its person returns.
 *
 * @param by who says so, for the audit
 * @returns whether it was claimed before
 * @throws SyncFailure `UnknownAccount`
 */
export async function undoClaim(db: Knex, accountId: number, by: string): Promise<{ before: boolean }> {
  return db.transaction(async (trx) => {
    await findAccount(trx, accountId);
    const undone = await query(
      trx,
      `with undone as (
         update account set claimed_at = null where account_id = :accountId and claimed_at is not null
         returning old.district_id, old.account_id, old.claimed_at
       ), logged as (
         insert into change (district_id, run_id, entity, entity_id, action, before, after)
         select district_id, 0, 'account', account_id, 'unclaim', jsonb_build_object('claimed_at', claimed_at),
           jsonb_build_object('claimed_at', null, 'by', cast(:by as text))
         from undone
       )
       select account_id from undone`,
      { accountId, by },
    );
    return { before: undone.length > 0 };
  });
}

interface Account {
  claimed_at: Date | null;
  closed: boolean;
  merged_into: number | null;
}

async function findAccount(trx: Knex.Transaction, accountId: number): Promise<Account> {
  const [account] = await query<Account>(
    trx,
    'select claimed_at, closed_at is not null as closed, merged_into from account where account_id = :accountId',
    { accountId },
  );
  if (account) return account;
  throw new SyncFailure(
    'UnknownAccount',
    `There is no account ${accountId}. "dailysync export SCOPE" writes the accounts with their numbers.`,
  );
}
