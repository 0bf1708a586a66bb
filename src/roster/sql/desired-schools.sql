-- A district's sync has all schools, a school's its own alone.
-- Reads {{staged}}.
-- Makes desired_schools.
create temp table desired_schools on commit drop as
select distinct on (r.source_id) r.source_id, r.line,
  {{columns}}
from {{staged}} r
left join school k
  on {{keeps}}
  and k.district_id = :districtId and k.source_id = r.source_id
where cast(:school as text) is null or r.source_id = :school
order by r.source_id, r.line;
