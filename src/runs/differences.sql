-- What a run did to people, the first of each kind and effect: changes with before and after, and records that it made.
with changed as (
  select entity, entity_id, student_id, action, before, after,
    row_number() over (partition by entity, action order by line nulls last, change_id) as n,
    count(*) over (partition by entity, action) as total
  from change
  where district_id = :districtId and run_id = :runId and entity in ('student', 'staff', 'guardian', 'guardian_link')
), made as (
  (select 'student' as entity, student_id as id, cast(null as bigint) as of_student, count(*) over () as total
   from student where district_id = :districtId and created_run = :runId and cast(:students as boolean)
   order by student_id limit :limit)
  union all
  (select 'staff', staff_id, null, count(*) over ()
   from staff where district_id = :districtId and created_run = :runId and cast(:staff as boolean)
   order by staff_id limit :limit)
  union all
  (select 'guardian', guardian_id, null, count(*) over ()
   from guardian where district_id = :districtId and created_run = :runId and cast(:guardians as boolean)
   order by guardian_id limit :limit)
), listed as (
  select entity, entity_id as id, student_id as of_student, action, before, after, n, total from changed
  where n <= :limit
  union all
  select entity, id, of_student, 'create', '{}', '{}', row_number() over (partition by entity order by id), total from made
)
select l.entity, l.action, l.before, l.after, l.total,
  trim(coalesce(s.first_name || ' ' || s.last_name, t.first_name || ' ' || t.last_name,
    g.first_name || ' ' || g.last_name, '')) as name,
  case l.entity when 'student' then s.grade when 'staff' then t.title else children.names end as about
from listed l
left join student s on l.entity = 'student' and s.district_id = :districtId and s.student_id = l.id
left join staff t on l.entity = 'staff' and t.district_id = :districtId and t.staff_id = l.id
left join guardian g on l.entity in ('guardian', 'guardian_link') and g.district_id = :districtId and g.guardian_id = l.id
left join lateral (
  select string_agg(trim(c.first_name || ' ' || c.last_name), ', ' order by k.student_id) as names
  from guardian_link k join student c using (district_id, student_id)
  where k.district_id = :districtId and k.guardian_id = g.guardian_id
    and case when l.of_student is null then k.archived_at is null or k.source_run = :runId
      else k.student_id = l.of_student end
) children on g.guardian_id is not null
order by l.entity, l.action, l.n
