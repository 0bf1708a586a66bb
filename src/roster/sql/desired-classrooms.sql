create temp table desired_classrooms on commit drop as
select r.source_id, r.line, c.school_id, r.name, r.class_code, r.class_type, r.course_code, r.course_name, r.grades,
  r.subjects, r.periods, r.location, r.term_source_ids
from (select distinct on (source_id) * from {{classrooms}} order by source_id, line) as r
left join school c
  on c.district_id = :districtId and c.source_id = r.school_source_id and c.archived_at is null
where cast(:schools as text[]) is null or r.school_source_id = any(:schools);
