-- Keys of new people whom no rule concerns: nobody else has or had the key, nor has an account. Nearly all of a first load.
-- Reads touched_role, other_spelling, person.
-- Makes newcomer_key, touched_key, keyless_account, class_role.
create temp table newcomer_key on commit drop as
with new_key as (
  select key from touched_role where active and key is not null group by key having count(*) = 1 and bool_and(is_new)
)
select key from new_key n
where not exists (select from touched_role t where t.old_key = n.key)
  and not exists (select from role r where r.district_id = :districtId and r.key = n.key)
  and not exists (select from account a where a.district_id = :districtId and a.key = n.key);

analyze newcomer_key;

-- Every role of the classes concerned: those of the keys that touched roles have or had. Without key each is a class, but for
-- the copies that a change of level made of one person: they share an account already.
create temp table touched_key on commit drop as
select key from touched_role t
where active and key is not null and not exists (select from newcomer_key n where n.key = t.key)
union select old_key from touched_role where old_key is not null
union select key from other_spelling where key is not null;

analyze touched_key;

create temp table keyless_account on commit drop as
select account_id from touched_role where old_key is null and not is_new
union select account_id from other_spelling where key is null;

analyze keyless_account;

-- A role is oldest by the run that made it, staff first, then by source id and key.
create temp table class_role on commit drop as
select coalesce(p.key, case when r.key is null and r.ended_at is null then 'account ' || r.account_id end,
    p.kind || ' ' || p.entity_id) as class, p.*, r.account_id, r.key as old_key,
  r.entity_id is null as is_new, r.ended_at is not null as was_ended,
  exists (select from touched_role t where t.kind = p.kind and t.entity_id = p.entity_id and t.is_other) as is_other,
  coalesce(r.created_run, :runId) as created_run,
  row_number() over (order by coalesce(r.created_run, :runId), p.kind <> 'staff', p.source_id collate "C",
    p.key collate "C", p.entity_id) as age
from person p
left join role r on r.district_id = :districtId and r.kind = p.kind and r.entity_id = p.entity_id
where p.active and (
  (p.key is not null and p.key in (select key from touched_key))
  or (p.key is null and (
    exists (select from touched_role t where t.kind = p.kind and t.entity_id = p.entity_id)
    or exists (select from other_spelling o where o.kind = p.kind and o.entity_id = p.entity_id)
    or (r.key is null and r.ended_at is null and r.account_id in (select account_id from keyless_account)))));

analyze class_role;
