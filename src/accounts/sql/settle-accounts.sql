-- New accounts for newcomers and for the classes left, numbered by their oldest role.
-- Reads accountless, class_role, person, newcomer_key, held, touched_role.
-- Makes new_account, wanted_account, account_change.
-- Changes class_account.
create temp table new_account on commit drop as
with unnumbered as (
  select c.class, cast(null as text) as kind, c.entity_id, c.created_run, c.kind <> 'staff' as is_guardian, c.source_id, c.key
  from accountless x join class_role c using (class, age)
  where not exists (select from class_account a where a.class = x.class)
  union all
  select null, p.kind, p.entity_id, :runId, p.kind <> 'staff', p.source_id, p.key
  from person p
  where p.active and p.key in (select key from newcomer_key)
)
select class, kind, entity_id, key, nextval('account_account_id_seq') as account_id
from (
  select * from unnumbered
  order by created_run, is_guardian, source_id collate "C", key collate "C", entity_id
) as in_order;

analyze new_account;

insert into class_account select class, account_id from new_account where class is not null;

analyze class_account;

-- What every account of a class is to show.
create temp table wanted_account on commit drop as
select distinct on (x.account_id) x.account_id, x.class, c.key, c.name, c.email, c.phone
from class_account x
join class_role c using (class)
order by x.account_id, c.kind <> 'staff', c.age;

analyze wanted_account;

create temp table account_change on commit drop as
select w.account_id, w.class, w.key,
  case when kept then a.name else w.name end as name,
  case when kept then a.email else w.email end as email,
  case when kept then a.phone else w.phone end as phone,
  cast(null as bigint) as merged_into, cast(null as timestamptz) as closed_at,
  case when a.closed_at is not null then 'reopen' else 'update' end as action,
  kept and (a.name, a.email, a.phone) is distinct from (w.name, w.email, w.phone)
    and a.key is distinct from w.key as contact_kept
from wanted_account w
join account a on a.district_id = :districtId and a.account_id = w.account_id
cross join lateral (select a.claimed_at is not null and not cast(:updateClaimed as boolean) as kept) as k
where a.closed_at is not null or a.merged_into is not null or a.key is distinct from w.key
  or (not kept and (a.name, a.email, a.phone) is distinct from (w.name, w.email, w.phone))
union all
-- Rule 3: the others of a class are closed and say where they went.
select a.account_id, h.class, a.key, a.name, a.email, a.phone, x.account_id, coalesce(a.closed_at, now()), 'merge', false
from held h
join class_account x using (class)
join account a on a.district_id = :districtId and a.account_id = h.account_id
where h.account_id <> x.account_id and (a.closed_at is null or a.merged_into is distinct from x.account_id)
union all
-- An account without active roles is closed.
select a.account_id, null, a.key, a.name, a.email, a.phone, null, now(), 'close', false
from account a
where a.district_id = :districtId and a.closed_at is null
  and a.account_id in (select account_id from touched_role where not is_new)
  and not exists (select from class_account x where x.account_id = a.account_id)
  and not exists (select from held h where h.account_id = a.account_id)
  and not exists (
    select from role r
    where r.district_id = :districtId and r.account_id = a.account_id and r.ended_at is null
      and not exists (select from touched_role t where t.kind = r.kind and t.entity_id = r.entity_id));

analyze account_change;
