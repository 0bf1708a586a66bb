import type { FindingQuery } from '../runs/finding-queries.js';

const line = 'cast(null as bigint) as line';

/** Accounts that share an email or phone but not the whole key, where one of them is new or changed its key. */
const shared = (code: 'shared-email' | 'shared-phone', part: 2 | 3): FindingQuery => ({
  code,
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
    select ${line}, count,
      jsonb_build_object('accounts', array(select id from unnest(accounts) as id order by id limit 20), 'count', count) as details
    from holders`,
});

/** What the report says of accounts: details hold ids of accounts, roles by kind and id. */
export const accountQueries: readonly FindingQuery[] = [
  {
    code: 'account-merged',
    select: `
      select ${line}, jsonb_build_object('account', account_id, 'into', merged_into) as details
      from account_change where action = 'merge'`,
  },
  {
    code: 'account-split',
    select: `
      select ${line},
        jsonb_build_object('from', r.old_account_id, 'account', r.account_id, 'kind', r.kind, 'id', r.entity_id) as details
      from role_change r
      where not r.is_new and not r.was_ended and not r.is_other and r.ended_at is null and r.account_id <> r.old_account_id
        and not exists (select from account_change c where c.account_id = r.old_account_id and c.action = 'merge')`,
  },
  {
    code: 'staff-id-reused',
    select: `
      select ${line},
        jsonb_build_object('from', r.old_account_id, 'account', r.account_id, 'kind', r.kind, 'id', r.entity_id) as details
      from role_change r where r.is_other`,
  },
  {
    code: 'account-reopened',
    select: `
      select ${line}, jsonb_build_object('account', account_id) as details
      from account_change where action = 'reopen'`,
  },
  {
    code: 'claimed-contact-kept',
    select: `
      select ${line}, jsonb_build_object('account', account_id) as details
      from account_change where contact_kept`,
  },
  shared('shared-email', 2),
  shared('shared-phone', 3),
];
