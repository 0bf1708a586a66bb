-- Rule 4: closed accounts that a class without any may take again: one that one of its roles had before, else one that
-- last had its key. Accounts whose last role ends or moves in this very run are as good as closed. An account whose person had
-- a staff ID before its present one is not theirs.
-- Reads class_role, class_account, held, touched_role.
-- Makes accountless, closed_candidate.
create temp table accountless on commit drop as
select c.class, min(age) as age, min(c.key) as key
from class_role c
where not exists (select from class_account x where x.class = c.class)
group by c.class;

analyze accountless;

create temp table closed_candidate on commit drop as
with had as (
  select c.class, c.account_id, 1 as preference, c.kind, c.name, c.email, c.phone
  from class_role c join accountless using (class) where not c.is_new
  union
  select c.class, cast(h.before ->> 'account_id' as bigint), 1, c.kind, c.name, c.email, c.phone
  from class_role c join accountless using (class)
  join change h on h.district_id = :districtId and h.entity = 'role' and h.entity_id = c.entity_id
    and h.before ->> 'kind' = c.kind
  where not c.is_new and h.before ->> 'account_id' is not null
  union
  select x.class, a.account_id, 2, null, null, null, null
  from accountless x join account a on a.district_id = :districtId and a.key = x.key
), best as (
  select p.class, p.account_id, min(p.preference) as preference
  from had p join account a on a.district_id = :districtId and a.account_id = p.account_id
  where p.preference = 2 or p.kind <> 'staff' or a.key is null or {{has_in_common}}
  group by p.class, p.account_id
)
select b.class, b.account_id, b.preference, x.age, a.key = x.key as same_key, a.claimed_at is null as unclaimed,
  a.created_run
from best b
join accountless x using (class)
join account a on a.district_id = :districtId and a.account_id = b.account_id
where not exists (select from held h where h.account_id = b.account_id)
  and not exists (
    select from role r
    where r.district_id = :districtId and r.account_id = b.account_id and r.ended_at is null
      and not exists (
        select from touched_role t
        where t.kind = r.kind and t.entity_id = r.entity_id and (not t.active or t.is_other)));

analyze closed_candidate;

select exists (select from closed_candidate) as has_candidates;
