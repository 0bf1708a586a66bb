-- Rows with an id that say something new: a name, email or mobile phone that is not stored, and that no row of the link
-- said when a row last named it. An empty cell is no news, and neither is a link's first row, also after it has ended.
-- Reads placed_row.
-- Makes differing_row, news_row.
create temp table differing_row on commit drop as
select r.row_id, r.student_id, r.guardian_id, r.first_name, r.last_name, r.email, r.mobile_phone,
  g.first_name as stored_first_name, g.last_name as stored_last_name, g.email as stored_email,
  g.mobile_phone as stored_mobile_phone
from placed_row r
join guardian g on g.district_id = :districtId and g.guardian_id = r.guardian_id
where (r.first_name <> g.first_name and r.first_name <> '') or (r.last_name <> g.last_name and r.last_name <> '')
  or (r.email <> g.email and r.email <> '') or (r.mobile_phone <> g.mobile_phone and r.mobile_phone <> '');

analyze differing_row;

create temp table news_row on commit drop as
select r.row_id
from differing_row r
join guardian_link l
  on l.district_id = :districtId and l.student_id = r.student_id and l.guardian_id = r.guardian_id and l.archived_at is null
where exists (select from scope s where s.district_id = :districtId and s.scope_id = :scopeId and s.links_remember)
  and exists (
    select from (values ('first_name', r.first_name, r.stored_first_name), ('last_name', r.last_name, r.stored_last_name),
      ('email', r.email, r.stored_email), ('mobile_phone', r.mobile_phone, r.stored_mobile_phone)) as v (name, value, stored)
    where v.value <> '' and v.value <> v.stored
      and not jsonb_exists(coalesce(l.said -> v.name, jsonb_build_array(coalesce(l.had ->> v.name, v.stored))), v.value));

analyze news_row;
