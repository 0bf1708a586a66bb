-- Reads {{staged}}.
-- Makes desired_classrooms.
create temp table desired_classrooms on commit drop as
select r.source_id, r.line,
  {{columns}}
from (select distinct on (source_id) * from {{staged}} order by source_id, line) as r
left join school c
  on c.district_id = :districtId and c.source_id = r.school_source_id and c.archived_at is null
left join classroom k
  on {{keeps}}
  and k.district_id = :districtId and k.scope_id = :scopeId and k.source_id = r.source_id
where cast(:schools as text[]) is null or r.school_source_id = any(:schools);
