-- Reads class_role, class_account, touched_role, new_account, account_change.
-- Makes role_change, changed_account.
create temp table role_change on commit drop as
select c.kind, c.entity_id, x.account_id, c.key, cast(null as timestamptz) as ended_at, c.is_new, c.was_ended,
  c.is_other, c.account_id as old_account_id
from class_role c join class_account x using (class)
where c.is_new or c.was_ended or c.account_id <> x.account_id or c.old_key is distinct from c.key
union all
select kind, entity_id, account_id, old_key, now(), false, false, false, account_id from touched_role where not active;

analyze role_change;

insert into change (district_id, run_id, entity, entity_id, action, before, after)
select :districtId, :runId, 'role', entity_id, action,
  changed_values(before, after) || jsonb_build_object('kind', kind, 'changed_run', changed_run),
  changed_values(after, before)
from (
  select c.kind, c.entity_id, r.changed_run,
    case when c.ended_at is not null then 'archive' when c.was_ended then 'restore'
      when c.account_id <> r.account_id then 'move' else 'update' end as action,
    jsonb_build_object('account_id', r.account_id, 'key', r.key, 'ended_at', r.ended_at) as before,
    jsonb_build_object('account_id', c.account_id, 'key', c.key, 'ended_at', c.ended_at) as after
  from role_change c
  join role r on r.district_id = :districtId and r.kind = c.kind and r.entity_id = c.entity_id
) as changed;

update role r
set account_id = c.account_id, key = c.key, ended_at = c.ended_at, changed_run = :runId
from role_change c
where not c.is_new and r.district_id = :districtId and r.kind = c.kind and r.entity_id = c.entity_id;

insert into role (district_id, kind, entity_id, account_id, key, created_run, changed_run)
select :districtId, kind, entity_id, account_id, key, :runId, :runId
from (
  select kind, entity_id, account_id, key from role_change where is_new
  union all
  select kind, entity_id, account_id, key from new_account where kind is not null
) as new;

-- Accounts that are new or have changed, for what the report says of shared contacts.
create temp table changed_account on commit drop as
select account_id from new_account union all select account_id from account_change;

analyze changed_account;
