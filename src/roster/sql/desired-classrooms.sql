-- chr(31): as stored.
create temp table desired_classrooms on commit drop as
select r.source_id, r.line, c.school_id, r.name, r.class_code, r.class_type,
  case when r.course_code = chr(31) then coalesce(t.course_code, '') else r.course_code end as course_code,
  case when r.course_name = chr(31) then coalesce(t.course_name, '') else r.course_name end as course_name,
  case when r.grades = chr(31) then coalesce(t.grades, '') else r.grades end as grades,
  case when r.subjects = chr(31) then coalesce(t.subjects, '') else r.subjects end as subjects,
  r.periods, r.location, r.term_source_ids
from (select distinct on (source_id) * from {{classrooms}} order by source_id, line) as r
left join school c
  on c.district_id = :districtId and c.source_id = r.school_source_id and c.archived_at is null
left join classroom t
  on chr(31) in (r.course_code, r.course_name, r.grades, r.subjects)
  and t.district_id = :districtId and t.scope_id = :scopeId and t.source_id = r.source_id
where cast(:schools as text[]) is null or r.school_source_id = any(:schools);
