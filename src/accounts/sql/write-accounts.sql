-- Reads account_change, wanted_account, new_account, person.
insert into change (district_id, run_id, entity, entity_id, action, before, after)
select :districtId, :runId, 'account', account_id, action,
  changed_values(before, after) || jsonb_build_object('changed_run', changed_run), changed_values(after, before)
from (
  select c.account_id, c.action, a.changed_run,
    jsonb_build_object('key', a.key, 'name', a.name, 'email', a.email, 'phone', a.phone, 'merged_into', a.merged_into,
      'closed_at', a.closed_at) as before,
    jsonb_build_object('key', c.key, 'name', c.name, 'email', c.email, 'phone', c.phone, 'merged_into', c.merged_into,
      'closed_at', c.closed_at) as after
  from account_change c join account a on a.district_id = :districtId and a.account_id = c.account_id
) as changed;

update account a
set key = c.key, name = c.name, email = c.email, phone = c.phone, merged_into = c.merged_into, closed_at = c.closed_at,
  changed_run = :runId
from account_change c
where a.district_id = :districtId and a.account_id = c.account_id;

insert into account (district_id, account_id, name, email, phone, key, created_run, changed_run)
overriding system value
select :districtId, account_id, name, email, phone, key, :runId, :runId
from (
  select account_id, w.name, w.email, w.phone, w.key from wanted_account w join new_account using (account_id)
  union all
  select n.account_id, p.name, p.email, p.phone, p.key
  from person p join new_account n on n.kind = p.kind and n.entity_id = p.entity_id
) as new;
