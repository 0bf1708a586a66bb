-- Rule 1: a stored id is its guardian, unless none of the id's rows agrees with that guardian in full name, email or
-- mobile phone: then the id was given to another person. A row with the contact key of another guardian agrees with that
-- one only; but where that one has the same full name, and the contact stored under the id is nowhere else in the
-- file, it is the same person whose contact changed (back to an earlier one, or to that of a second record).
-- Reads named_id, shared_id, file_row.
-- Makes file_id, doubtful_guardian, agreeing_row, reused_id, placed_id.
create temp table file_id on commit drop as
select sis_id from named_id n
where is_usable and not exists (select from shared_id s where s.sis_id = n.sis_id);

analyze file_id;

create temp table doubtful_guardian on commit drop as
with doubtful as materialized (
  select g.guardian_id, g.sis_id, g.first_name, g.last_name, g.name_key, g.contact_key, g.email, g.mobile_phone
  from guardian g
  where g.district_id = :districtId and g.scope_id = :scopeId and g.contact_key is not null
    and exists (select from file_id i where i.sis_id = g.sis_id)
    and not exists (select from file_row r where r.sis_id = g.sis_id and r.contact_key = g.contact_key)
)
select d.*, e.contact_key is not null as is_elsewhere
from doubtful d
left join (
  select distinct r.contact_key from file_row r join doubtful on doubtful.contact_key = r.contact_key
) as e on e.contact_key = d.contact_key;

analyze doubtful_guardian;

create temp table agreeing_row on commit drop as
select d.guardian_id, d.name_key, d.is_elsewhere, r.row_id, r.contact_key,
  -- What it says is as stored; the rest was dropped or has no column.
  name_key(coalesce(r.first_name, d.first_name), coalesce(r.last_name, d.last_name)) = d.name_key
    and coalesce(r.email, d.email) = d.email and coalesce(r.mobile_phone, d.mobile_phone) = d.mobile_phone as is_own
from doubtful_guardian d
join file_row r on r.sis_id = d.sis_id
where name_key(coalesce(r.first_name, d.first_name), coalesce(r.last_name, d.last_name)) = d.name_key
  or (r.email = d.email and d.email <> '')
  or (r.mobile_phone = d.mobile_phone and d.mobile_phone <> '');

analyze agreeing_row;

create temp table reused_id on commit drop as
with agrees_with_another as (
  select a.guardian_id, a.row_id
  from agreeing_row a
  join guardian other on other.contact_key = a.contact_key
  where other.district_id = :districtId and other.scope_id = :scopeId and other.guardian_id <> a.guardian_id
    and not a.is_own
    and (other.name_key <> a.name_key or a.is_elsewhere)
)
select d.guardian_id, d.sis_id
from doubtful_guardian d
where not exists (
  select from agreeing_row a
  where a.guardian_id = d.guardian_id and not exists (
    select from agrees_with_another o where o.guardian_id = a.guardian_id and o.row_id = a.row_id));

analyze reused_id;

create temp table placed_id on commit drop as
select i.sis_id, g.guardian_id, 'stored' as how
from file_id i
join guardian g on g.district_id = :districtId and g.scope_id = :scopeId and g.sis_id = i.sis_id
where not exists (select from reused_id u where u.guardian_id = g.guardian_id);

analyze placed_id;

select exists (select from file_id i where not exists (select from placed_id p where p.sis_id = i.sis_id)) as has_new_ids;
