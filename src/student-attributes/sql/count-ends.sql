-- What would newly end of how many open values, by school of the students and by attribute.
with new_end as (
  select student_id, attribute_id from ending_value where not is_withheld
), open_value as (
  select s.attribute_id, t.school_id, t.school_ids, n.student_id is not null as ends
  from student_attribute s
  join student t on t.district_id = s.district_id and t.student_id = s.student_id and t.scope_id = :scopeId
    and t.archived_at is null
  left join new_end n on n.student_id = s.student_id and n.attribute_id = s.attribute_id
  where s.district_id = :districtId and s.archived_at is null
), by_school as (
  select o.school, count(*) filter (where ends) as count, count(*) as active
  from (
    select ends, unnest(case when school_ids = '{}' and school_id is not null then array[school_id] else school_ids end) as school
    from open_value
  ) as o
  group by o.school
), by_attribute as (
  select attribute_id, count(*) filter (where ends) as count, count(*) as active from open_value group by attribute_id
)
select
  (select count(*) from open_value where ends) as count,
  (select count(*) from open_value) as active,
  coalesce((select json_agg(by_school) from by_school), '[]') as schools,
  coalesce((select json_agg(by_attribute) from by_attribute), '[]') as attributes
