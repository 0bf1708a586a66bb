-- What would newly end of how much that is open, also by school of the students. What ends with an archived student counts
-- under students.
-- Reads {{ending}}, {{absent}}.
with new_end as (
  select student_id, {{id}} as id from {{ending}} where reason <> 'student' and not is_withheld
), open as (
  select s.school_id, s.school_ids, n.student_id is not null as ends
  from {{table}} t
  join student s on s.district_id = :districtId and s.student_id = t.student_id and s.archived_at is null
  left join new_end n on n.student_id = t.student_id and n.id = t.{{id}}
  where t.district_id = :districtId and t.archived_at is null and {{scoped}}.scope_id = :scopeId
), by_school as (
  select o.school, count(*) filter (where ends) as count, count(*) as active
  from (
    select ends, unnest(case when school_ids = '{}' and school_id is not null then array[school_id] else school_ids end) as school
    from open
  ) as o
  group by o.school
)
select
  (select count(*) from open where ends) as count,
  (select count(*) from open) as active,
  (select count(*) from {{absent}} where is_withheld and reason <> 'student') as withheld,
  coalesce((select json_agg(by_school) from by_school), '[]') as schools
