-- Rules 1 and 2: which accounts each class holds.
-- Reads class_role, touched_role.
-- Makes held, returning_account, class_account.

-- Rule 1: an account stays with the class that still has its key, else with that of its oldest staff role, else of its
-- oldest role.
create temp table held on commit drop as
select distinct on (c.account_id) c.account_id, c.class
from class_role c
join account a on a.district_id = :districtId and a.account_id = c.account_id
where not c.is_new and not c.was_ended and not c.is_other
order by c.account_id, c.key is not distinct from a.key desc, c.kind <> 'staff', age;

-- Rule 2: a returning role brings its account, through merged_into, where no active role uses that.
create temp table returning_account on commit drop as
with recursive via as (
  select c.kind, c.age, c.class, c.key, a.account_id, a.merged_into, a.key as account_key
  from class_role c
  join account a on a.district_id = :districtId and a.account_id = c.account_id
  where c.was_ended and not c.is_other
  union all
  select v.kind, v.age, v.class, v.key, a.account_id, a.merged_into, a.key
  from via v join account a on a.district_id = :districtId and a.account_id = v.merged_into
)
select kind, age, class, key, account_id, account_key from via where merged_into is null;

analyze returning_account;

insert into held
select distinct on (v.account_id) v.account_id, v.class
from returning_account v
where not exists (
  select from role r
  where r.district_id = :districtId and r.account_id = v.account_id and r.ended_at is null
    and not exists (
      select from touched_role t
      where t.kind = r.kind and t.entity_id = r.entity_id and (not t.active or t.is_other)))
order by v.account_id, v.key is not distinct from v.account_key desc, v.kind <> 'staff', age;

analyze held;

-- Rule 3: of several, a claimed account before an unclaimed one, then the oldest.
create temp table class_account on commit drop as
select distinct on (h.class) h.class, h.account_id
from held h
join account a on a.district_id = :districtId and a.account_id = h.account_id
order by h.class, a.claimed_at is null, a.created_run, a.account_id;

analyze class_account;
