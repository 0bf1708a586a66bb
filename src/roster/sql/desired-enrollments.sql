-- Classes and people that are active now: so one whose row is in error keeps its enrollments.
-- Reads {{staged}}.
-- Makes desired_enrollments.
create temp table desired_enrollments on commit drop as
select r.source_id, r.line,
  {{columns}}
from (select distinct on (source_id) * from {{staged}} order by source_id, line) as r
join classroom c
  on c.district_id = :districtId and c.scope_id = :scopeId and c.source_id = r.class_source_id and c.archived_at is null
left join student p
  on r.role = 'student' and p.district_id = :districtId and p.scope_id = :scopeId and p.source_id = r.user_source_id
  and p.archived_at is null
left join staff f
  on r.role <> 'student' and f.district_id = :districtId and f.scope_id = :scopeId and f.source_id = r.user_source_id
  and f.archived_at is null
left join enrollment k
  on {{keeps}}
  and k.district_id = :districtId and k.scope_id = :scopeId and k.source_id = r.source_id
where p.student_id is not null or f.staff_id is not null;
