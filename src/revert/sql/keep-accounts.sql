-- One round: roles and accounts that can't be put back, because roles, accounts and keys would not agree with each other
-- or with the people. To be repeated until nothing more is kept; the accounts step decides about them again.
-- Makes role_after, unsound_account, unsound_key, unsound_role.
-- Changes reverting.
drop table if exists role_after, unsound_account, unsound_key, unsound_role;

create temp table role_after on commit drop as
select r.kind, r.entity_id, r.account_id as account_now, r.key as key_now,
  case when v.id is null then r.account_id else a.account_id end as account_id,
  case when v.id is null then r.key else a.key end as key,
  coalesce(v.opens, r.ended_at is null) as is_open, v.id is not null as is_put_back
from role r
left join reverting v on v.entity = 'role' and v.kind = r.kind and v.id = r.entity_id and v.blocked is null
left join lateral jsonb_populate_record(r, v.image) as a on v.id is not null
where r.district_id = :districtId;

-- An account is open while roles of it are, and all of them have its key.
create temp table unsound_account on commit drop as
with used as (
  select account_id, min(key) as key, count(distinct coalesce(key, kind || ' ' || entity_id)) as classes
  from role_after where is_open group by account_id
)
select a.account_id
from account a
left join reverting v on v.entity = 'account' and v.id = a.account_id and v.blocked is null
left join used u using (account_id)
where a.district_id = :districtId
  and (coalesce(v.opens, a.closed_at is null) <> (u.account_id is not null)
    or u.classes > 1
    or (u.account_id is not null
      and u.key is distinct from case when jsonb_exists(v.image, 'key') then v.image ->> 'key' else a.key end));

create temp table unsound_key on commit drop as
select key from role_after where is_open and key is not null group by key having count(distinct account_id) > 1;

create temp table unsound_role on commit drop as
select r.kind, r.entity_id
from role_after r
left join staff s on r.kind = 'staff' and s.district_id = :districtId and s.staff_id = r.entity_id
left join guardian g on r.kind = 'guardian' and g.district_id = :districtId and g.guardian_id = r.entity_id
where r.is_put_back
  and (r.is_open <> (coalesce(s.archived_at, g.archived_at) is null)
    or (r.is_open and r.key is distinct from coalesce(s.contact_key, g.contact_key))
    or r.account_id in (select account_id from unsound_account)
    or r.account_now in (select account_id from unsound_account)
    or r.key in (select key from unsound_key)
    or r.key_now in (select key from unsound_key));

update reverting v set blocked = 'rules'
from unsound_role u
where v.blocked is null and v.entity = 'role' and v.kind = u.kind and v.id = u.entity_id
returning v.id;

update reverting v set blocked = 'rules'
where v.blocked is null and v.entity = 'account'
  and (v.id in (select account_id from unsound_account)
    or v.id in (select account_id from role_after where key in (select key from unsound_key)))
returning v.id;
