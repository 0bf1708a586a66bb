import type { FindingQuery } from '../runs/finding-queries.js';

const line = 'cast(null as bigint) as line';

/** Accounts that share an email or phone but not the whole key, where one of them is new or changed its key. */
const shared = (what: string, part: 2 | 3): FindingQuery => ({
  code: `shared-${what}`,
  severity: 'notice',
  select: `
    with account_value as (
      select a.account_id, split_part(a.key, chr(31), ${part}) collate "C" as value, c.account_id is not null as changed
      from account a left join changed_account c using (account_id)
      where a.district_id = :districtId and a.closed_at is null and a.key is not null
    ), shared_value as (
      select value from account_value where value <> '' group by value having count(*) > 1 and bool_or(changed)
    ), holders as (
      select value, count(*) as count, array_agg(account_id) as accounts
      from account_value join shared_value using (value) group by value
    )
    select ${line}, format('%s accounts have the same ${what}, but not the same name, email and phone: they stay separate.', count) as message,
      jsonb_build_object('accounts', array(select id from unnest(accounts) as id order by id limit 20), 'count', count) as details
    from holders`,
});

/** What the report says of accounts: details hold ids of accounts, roles by kind and id. */
export const accountFindings: readonly FindingQuery[] = [
  {
    code: 'account-merged',
    severity: 'notice',
    select: `
      select ${line}, 'Two accounts have the same name, email and phone now, so they became one; the other is closed and points to it.' as message,
        jsonb_build_object('account', account_id, 'into', merged_into) as details
      from account_change where action = 'merge'`,
  },
  {
    code: 'account-split',
    severity: 'notice',
    select: `
      select ${line}, 'A role no longer has the name, email and phone of the account that it shared, so it has an account of its own.' as message,
        jsonb_build_object('from', r.old_account_id, 'account', r.account_id, 'kind', r.kind, 'id', r.entity_id) as details
      from role_change r
      where not r.is_new and not r.was_ended and r.ended_at is null and r.account_id <> r.old_account_id
        and not exists (select from account_change c where c.account_id = r.old_account_id and c.action = 'merge')`,
  },
  {
    code: 'account-reopened',
    severity: 'notice',
    select: `
      select ${line}, 'A closed account is open again: its person is back.' as message,
        jsonb_build_object('account', account_id) as details
      from account_change where action = 'reopen'`,
  },
  {
    code: 'claimed-contact-kept',
    severity: 'notice',
    select: `
      select ${line}, 'The source has another name, email or phone for a person who uses the account: the account keeps its own. "Allow the sync to update contact details of active users" changes that.' as message,
        jsonb_build_object('account', account_id) as details
      from account_change where contact_kept`,
  },
  shared('email', 2),
  shared('phone', 3),
];
