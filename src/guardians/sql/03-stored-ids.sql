-- Rule 1: a stored id is its guardian, unless none of the id's rows agrees with that guardian in full name, email or
-- mobile phone: then the id was given to another person. A row with the contact key of another guardian agrees with that
-- one only; but where that one has the same full name, and the contact stored under the id stands nowhere else in the
-- file, it is the same person whose contact changed (back to an earlier one, or to that of a second record).
create temp table file_id on commit drop as
select sis_id from named_id n
where not exists (select from shared_id s where s.sis_id = n.sis_id)
  and exists (select from file_row r where r.sis_id = n.sis_id and r.usable);

analyze file_id;

create temp table reused_id on commit drop as
with doubtful as (
  select g.*, exists (select from file_row r where r.contact_key = g.contact_key) as is_elsewhere
  from guardian g
  where g.district_id = :districtId and g.scope_id = :scopeId and g.contact_key is not null
    and exists (select from file_id i where i.sis_id = g.sis_id)
    and not exists (select from file_row r where r.sis_id = g.sis_id and r.contact_key = g.contact_key)
)
select d.guardian_id, d.sis_id
from doubtful d
where not exists (
  select from file_row r
  where r.sis_id = d.sis_id
    and (name_key(coalesce(r.first_name, d.first_name), coalesce(r.last_name, d.last_name)) = d.name_key
      or (r.email = d.email and d.email <> '')
      or (r.mobile_phone = d.mobile_phone and d.mobile_phone <> ''))
    and not exists (
      select from guardian other
      where other.district_id = :districtId and other.scope_id = :scopeId and other.contact_key = r.contact_key
        and other.guardian_id <> d.guardian_id
        and (other.name_key <> d.name_key or d.is_elsewhere)));

analyze reused_id;

create temp table placed_id on commit drop as
select i.sis_id, g.guardian_id, 'stored' as how
from file_id i
join guardian g on g.district_id = :districtId and g.scope_id = :scopeId and g.sis_id = i.sis_id
where not exists (select from reused_id u where u.guardian_id = g.guardian_id);

analyze placed_id;
