-- The numbers of tonight's rows, read by the country before and by that of now: where all rows of one name agree on what a
-- number becomes, the stored one becomes it. A number that the new country can't have stays.
-- Reads read_again.
-- Makes number_map, numbers_read.
create temp table number_map on commit drop as
select name_key, before, min(after) as after
from (
  select name_key(first_name, last_name) as name_key, mobile_before as before, mobile_after as after from read_again
  union
  select name_key(first_name, last_name), home_before, home_after from read_again
) as pairs
where before <> '' and after <> ''
group by name_key, before
having min(after) = max(after) and min(after) <> before;

analyze number_map;

create temp table numbers_read on commit drop as
select 'guardian' as kind, g.guardian_id as entity_id,
  coalesce(m.after, g.mobile_phone) as mobile_phone, coalesce(h.after, g.home_phone) as home_phone,
  g.mobile_phone as number_before
from guardian g
left join number_map m on m.name_key = g.name_key and m.before = g.mobile_phone
left join number_map h on h.name_key = g.name_key and h.before = g.home_phone
where g.district_id = :districtId and g.scope_id = :scopeId and (m.after is not null or h.after is not null);

analyze numbers_read;

update guardian g set mobile_phone = n.mobile_phone, home_phone = n.home_phone
from numbers_read n where g.district_id = :districtId and g.guardian_id = n.entity_id;
