-- What this run changed, a JSON text a record, in the order of entities: the changes, and what it made. Roles that it made are
-- told by their accounts. Which kinds it made any of is known: created_run has no index.
with listed as (
  select entity, action, entity_id as id, student_id, before ->> 'kind' as kind,
    before - array['source_run', 'source_line', 'changed_run', 'key', 'kind', 'mobile_received', 'home_received'] as before,
    after - array['source_run', 'source_line', 'changed_run', 'key'] as after, line
  from change where district_id = :districtId and run_id = :runId
  union all
  select 'school', 'create', school_id, null, null, '{}', to_jsonb(r), source_line
  from school r where district_id = :districtId and created_run = :runId and cast(:schools as boolean)
  union all
  select 'term', 'create', term_id, null, null, '{}', to_jsonb(r), source_line
  from term r where district_id = :districtId and created_run = :runId and cast(:terms as boolean)
  union all
  select 'classroom', 'create', classroom_id, null, null, '{}', to_jsonb(r), source_line
  from classroom r where district_id = :districtId and created_run = :runId and cast(:classrooms as boolean)
  union all
  select 'student', 'create', student_id, null, null, '{}', to_jsonb(r), source_line
  from student r where district_id = :districtId and created_run = :runId and cast(:students as boolean)
  union all
  select 'staff', 'create', staff_id, null, null, '{}', to_jsonb(r), source_line
  from staff r where district_id = :districtId and created_run = :runId and cast(:staff as boolean)
  union all
  select 'enrollment', 'create', enrollment_id, null, null, '{}', to_jsonb(r), source_line
  from enrollment r where district_id = :districtId and created_run = :runId and cast(:enrollments as boolean)
  union all
  select 'guardian', 'create', guardian_id, null, null, '{}', to_jsonb(r), source_line
  from guardian r where district_id = :districtId and created_run = :runId and cast(:guardians as boolean)
  union all
  select 'guardian_link', 'create', guardian_id, student_id, null, '{}', to_jsonb(r), source_line
  from guardian_link r where district_id = :districtId and created_run = :runId and cast(:guardianLinks as boolean)
  union all
  select 'student_attribute', 'create', attribute_id, student_id, null, '{}', to_jsonb(r), source_line
  from student_attribute r where district_id = :districtId and created_run = :runId and cast(:studentAttributes as boolean)
  union all
  select 'account', 'create', account_id, null, null, '{}', to_jsonb(r), null
  from account r where district_id = :districtId and created_run = :runId and cast(:accounts as boolean)
)
select l.entity, l.action, cast(jsonb_build_object('entity', l.entity, 'action', l.action, 'line', l.line, 'before', l.before,
  'after', case l.action when 'create' then l.after - array['district_id', 'scope_id', 'created_run', 'source_run', 'source_line',
    'changed_run', 'name_key', 'contact_key', 'mobile_received', 'home_received', 'key', 'archived_at', 'end_reason', 'closed_at', 'claimed_at',
    'merged_into', 'school_id', 'school_ids', 'term_id', 'classroom_id', 'student_id', 'staff_id', 'enrollment_id',
    'guardian_id', 'attribute_id', 'account_id']
    else l.after end,
  'name', coalesce(case l.entity
    when 'guardian_link' then concat_ws(' – ', trim(g.first_name || ' ' || g.last_name), trim(s.first_name || ' ' || s.last_name))
    when 'student_attribute' then concat_ws(' – ', b.name, trim(s.first_name || ' ' || s.last_name))
    else coalesce(trim(s.first_name || ' ' || s.last_name), trim(t.first_name || ' ' || t.last_name),
      trim(g.first_name || ' ' || g.last_name), a.name, c.name, l.after ->> 'name') end, '')) as text) as json
from listed l
left join student s on s.district_id = :districtId
  and s.student_id = case l.entity when 'student' then l.id when 'guardian_link' then l.student_id
    when 'student_attribute' then l.student_id end
left join staff t on t.district_id = :districtId
  and t.staff_id = case when l.entity = 'staff' or (l.entity = 'role' and l.kind = 'staff') then l.id end
left join guardian g on g.district_id = :districtId
  and g.guardian_id = case when l.entity in ('guardian', 'guardian_link') or (l.entity = 'role' and l.kind = 'guardian') then l.id end
left join attribute b on b.district_id = :districtId and b.attribute_id = case l.entity when 'student_attribute' then l.id end
left join account a on a.district_id = :districtId and a.account_id = case l.entity when 'account' then l.id end
left join classroom c on c.district_id = :districtId and c.classroom_id = case l.entity when 'classroom' then l.id end
order by array_position(cast(:tables as text[]), l.entity), l.action, l.line nulls last, l.id, l.student_id
