-- Reads value_change, ending_value.
insert into change (district_id, run_id, entity, entity_id, student_id, action, before, after, line)
select :districtId, :runId, 'student_attribute', attribute_id, student_id, case when was_ended then 'restore' else 'update' end,
  changed_values(before, wanted) || jsonb_build_object('source_run', source_run, 'source_line', source_line),
  changed_values(wanted, before), line
from (
  select *, jsonb_build_object('value', old_value, 'archived_at', archived_at, 'end_reason', end_reason) as before,
    jsonb_build_object('value', value, 'archived_at', null, 'end_reason', null) as wanted
  from value_change where not is_new
) as changed;

insert into student_attribute (district_id, student_id, attribute_id, value, created_run, source_run, source_line)
select :districtId, student_id, attribute_id, value, :runId, :runId, line from value_change where is_new;

update student_attribute s
set value = w.value, archived_at = null, end_reason = null, source_run = :runId, source_line = w.line
from value_change w
where not w.is_new and s.district_id = :districtId and s.student_id = w.student_id and s.attribute_id = w.attribute_id;

with ended as (
  update student_attribute s
  set archived_at = now(), end_reason = e.reason, source_run = :runId, source_line = e.line
  from ending_value e
  where s.district_id = :districtId and s.student_id = e.student_id and s.attribute_id = e.attribute_id
  returning old.source_run, old.source_line, new.source_line as line, new.student_id, new.attribute_id, new.archived_at,
    new.end_reason
)
insert into change (district_id, run_id, entity, entity_id, student_id, action, before, after, line)
select :districtId, :runId, 'student_attribute', attribute_id, student_id, 'archive',
  jsonb_build_object('archived_at', null, 'end_reason', null, 'source_run', source_run, 'source_line', source_line),
  jsonb_build_object('archived_at', archived_at, 'end_reason', end_reason), line
from ended;
