-- Rules 1 and 2: which accounts each class holds. A role is oldest by the run that made it, staff first, then by source
-- id and key.
create temp table role_age on commit drop as
select kind, entity_id,
  row_number() over (order by created_run, kind <> 'staff', source_id collate "C", key collate "C", entity_id) as age
from class_role;

analyze role_age;

-- Rule 1: an account stays with the class that still has its key, else with that of its oldest staff role, else of its
-- oldest role.
create temp table held on commit drop as
select distinct on (c.account_id) c.account_id, c.class
from class_role c
join role_age using (kind, entity_id)
join account a on a.district_id = :districtId and a.account_id = c.account_id
where not c.is_new and not c.was_ended
order by c.account_id, c.key is not distinct from a.key desc, c.kind <> 'staff', age;

-- Rule 2: a returning role brings its account, through merged_into, where no active role uses that.
create temp table returning_account on commit drop as
with recursive via as (
  select c.kind, c.entity_id, c.class, c.key, a.account_id, a.merged_into, a.key as account_key
  from class_role c
  join account a on a.district_id = :districtId and a.account_id = c.account_id
  where c.was_ended
  union all
  select v.kind, v.entity_id, v.class, v.key, a.account_id, a.merged_into, a.key
  from via v join account a on a.district_id = :districtId and a.account_id = v.merged_into
)
select kind, entity_id, class, key, account_id, account_key from via where merged_into is null;

analyze returning_account;

insert into held
select distinct on (v.account_id) v.account_id, v.class
from returning_account v
join role_age using (kind, entity_id)
where not exists (
  select from role r
  where r.district_id = :districtId and r.account_id = v.account_id and r.ended_at is null
    and not exists (
      select from touched_role t where t.kind = r.kind and t.entity_id = r.entity_id and not t.active))
order by v.account_id, v.key is not distinct from v.account_key desc, v.kind <> 'staff', age;

analyze held;

-- Rule 3: of several, a claimed account before an unclaimed one, then the oldest.
create temp table class_account on commit drop as
select distinct on (h.class) h.class, h.account_id
from held h
join account a on a.district_id = :districtId and a.account_id = h.account_id
order by h.class, a.claimed_at is null, a.created_run, a.account_id;

analyze class_account;
