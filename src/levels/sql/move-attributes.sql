-- A student's attributes are under the student's id: where students become one, or one of two schools gets a second
-- record, that record has them too. Where it has an attribute already, that value stays.
-- Reads placed_student.
-- Makes moving_attribute.
create temp table moving_attribute on commit drop as
select distinct on (p.to_id, a.attribute_id) p.to_id as student_id, a.attribute_id, a.value,
  t.student_id is not null as was_ended,
  jsonb_build_object('value', t.value, 'archived_at', t.archived_at, 'end_reason', t.end_reason) as before
from placed_student p
join student_attribute a on a.district_id = :districtId and a.student_id = p.id and a.archived_at is null
left join student_attribute t
  on t.district_id = :districtId and t.student_id = p.to_id and t.attribute_id = a.attribute_id
where p.id <> p.to_id and (t.student_id is null or t.archived_at is not null)
order by p.to_id, a.attribute_id, a.created_run, a.student_id;

insert into change (district_id, run_id, entity, entity_id, student_id, action, before, after)
select :districtId, :runId, 'student_attribute', attribute_id, student_id, 'restore', before,
  jsonb_build_object('value', value, 'archived_at', null, 'end_reason', null)
from moving_attribute where was_ended;

insert into student_attribute (district_id, student_id, attribute_id, value, created_run, source_run)
select :districtId, student_id, attribute_id, value, :runId, :runId from moving_attribute
on conflict (district_id, student_id, attribute_id)
  do update set value = excluded.value, archived_at = null, end_reason = null;
