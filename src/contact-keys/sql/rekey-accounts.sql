-- Accounts whose roles all have one key again, which differs from the account's by nothing but the number that was read
-- again, keep their people and have the new key. Any other is left to the accounts step.
-- Reads numbers_read.
-- Makes rekeyed.
create temp table rekeyed on commit drop as
with person as (
  select 'staff' as kind, staff_id as entity_id, contact_key, credential_phone as phone from staff
  where district_id = :districtId
  union all
  select 'guardian', guardian_id, contact_key, mobile_phone from guardian where district_id = :districtId
), concerned as (
  select distinct r.account_id, n.number_before
  from numbers_read n
  join role r on r.district_id = :districtId and r.kind = n.kind and r.entity_id = n.entity_id and r.ended_at is null
), agreed as (
  select c.account_id, c.number_before, min(p.contact_key) as key, min(p.phone) as phone
  from concerned c
  join role r on r.district_id = :districtId and r.account_id = c.account_id and r.ended_at is null
  join person p on p.kind = r.kind and p.entity_id = r.entity_id
  group by c.account_id, c.number_before
  having count(*) = count(p.contact_key) and min(p.contact_key) = max(p.contact_key)
)
select g.*
from agreed g
join account a on a.district_id = :districtId and a.account_id = g.account_id
where a.key is distinct from g.key
  and split_part(a.key, chr(31), 1) = split_part(g.key, chr(31), 1)
  and split_part(a.key, chr(31), 2) = split_part(g.key, chr(31), 2)
  and split_part(a.key, chr(31), 3) = g.number_before
  and not exists (
    select from person p
    left join role r on r.district_id = :districtId and r.kind = p.kind and r.entity_id = p.entity_id
    where p.contact_key = g.key and r.account_id is distinct from g.account_id)
  and not exists (select from agreed o where o.key = g.key and o.account_id <> g.account_id);

analyze rekeyed;

update role r set key = k.key
from rekeyed k where r.district_id = :districtId and r.account_id = k.account_id and r.ended_at is null;

update account a set key = k.key,
  phone = case when a.claimed_at is null and a.phone = k.number_before then k.phone else a.phone end
from rekeyed k where a.district_id = :districtId and a.account_id = k.account_id;
