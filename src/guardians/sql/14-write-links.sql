-- A link that a person made by hand stays as they made it.
create temp table link_change on commit drop as
select n.student_id, n.guardian_id, n.line, n.row_hash, n.relationship, n.contact_type, n.is_new, n.was_ended,
  jsonb_build_object('relationship', l.relationship, 'contact_type', l.contact_type, 'archived_at', l.archived_at,
    'end_reason', l.end_reason) as before,
  l.source_run, l.source_line, l.row_hash as old_row_hash
from link_row n
left join guardian_link l
  on l.district_id = :districtId and l.student_id = n.student_id and l.guardian_id = n.guardian_id
where n.is_new or (l.scope_id = :scopeId
  and (n.was_ended or (n.relationship, n.contact_type) is distinct from (l.relationship, l.contact_type)));

analyze link_change;

insert into change (district_id, run_id, entity, entity_id, student_id, action, before, after, line)
select :districtId, :runId, 'guardian_link', guardian_id, student_id, case when was_ended then 'restore' else 'update' end,
  changed_values(before, wanted)
    || jsonb_build_object('row_hash', old_row_hash, 'source_run', source_run, 'source_line', source_line),
  changed_values(wanted, before), line
from (
  select *, jsonb_build_object('relationship', relationship, 'contact_type', contact_type, 'archived_at', null,
    'end_reason', null) as wanted
  from link_change where not is_new
) as changed;

insert into guardian_link (district_id, student_id, guardian_id, scope_id, relationship, contact_type, row_hash,
  created_run, source_run, source_line)
select :districtId, student_id, guardian_id, :scopeId, relationship, contact_type, row_hash, :runId, :runId, line
from link_change where is_new;

update guardian_link l
set relationship = w.relationship, contact_type = w.contact_type, row_hash = w.row_hash, archived_at = null,
  end_reason = null, source_run = :runId, source_line = w.line
from link_change w
where not w.is_new and l.district_id = :districtId and l.student_id = w.student_id and l.guardian_id = w.guardian_id;
