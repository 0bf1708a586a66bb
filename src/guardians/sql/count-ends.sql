-- What would newly end of how many: links, guardians left without any, and by school the links of its students. Ends of
-- archived students count under students.
with new_end as (
  select student_id, guardian_id from ending_link where reason <> 'student' and not is_withheld
), open_link as (
  select l.student_id, l.guardian_id, s.school_id, s.school_ids, n.student_id is not null as ends
  from guardian_link l
  join student s on s.district_id = :districtId and s.student_id = l.student_id
  left join new_end n on n.student_id = l.student_id and n.guardian_id = l.guardian_id
  where l.district_id = :districtId and l.scope_id = :scopeId and l.archived_at is null and s.archived_at is null
), by_school as (
  select o.school, count(*) filter (where ends) as count, count(*) as active
  from (
    select ends, unnest(case when school_ids = '{}' and school_id is not null then array[school_id] else school_ids end) as school
    from open_link
  ) as o
  group by o.school
)
select
  (select count(*) from new_end) as links,
  (select count(*) from open_link) as open_links,
  (select count(*) from (select distinct guardian_id from new_end) as g
   where not exists (select from guardian_link l
       where l.district_id = :districtId and l.guardian_id = g.guardian_id and l.archived_at is null
         and not exists (select from ending_link e where e.student_id = l.student_id and e.guardian_id = l.guardian_id))
     and not exists (select from link_row n where n.guardian_id = g.guardian_id)) as guardians,
  (select count(*) from guardian
   where district_id = :districtId and scope_id = :scopeId and archived_at is null) as active_guardians,
  coalesce((select json_agg(by_school) from by_school), '[]') as schools
