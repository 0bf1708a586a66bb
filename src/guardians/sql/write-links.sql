-- Reads link_row.
insert into change (district_id, run_id, entity, entity_id, student_id, action, before, after, line)
select :districtId, :runId, 'guardian_link', guardian_id, student_id, case when was_ended then 'restore' else 'update' end,
  changed_values(before, wanted) || jsonb_build_object('source_run', source_run, 'source_line', source_line),
  changed_values(wanted, before), line
from (
  select n.student_id, n.guardian_id, n.line, n.was_ended, l.source_run, l.source_line,
    jsonb_build_object('relationship', l.relationship, 'contact_type', l.contact_type, 'archived_at', l.archived_at,
      'end_reason', l.end_reason) as before,
    jsonb_build_object('relationship', n.relationship, 'contact_type', n.contact_type, 'archived_at', null,
      'end_reason', null) as wanted
  from link_row n
  join guardian_link l
    on l.district_id = :districtId and l.student_id = n.student_id and l.guardian_id = n.guardian_id
  where n.changes and not n.is_new
) as changed;

insert into guardian_link (district_id, student_id, guardian_id, scope_id, relationship, contact_type,
  created_run, source_run, source_line)
select :districtId, student_id, guardian_id, :scopeId, relationship, contact_type, :runId, :runId, line
from link_row where is_new
order by student_id, guardian_id;

update guardian_link l
set relationship = n.relationship, contact_type = n.contact_type, archived_at = null, end_reason = null,
  source_run = :runId, source_line = n.line
from link_row n
where n.changes and not n.is_new
  and l.district_id = :districtId and l.student_id = n.student_id and l.guardian_id = n.guardian_id;
