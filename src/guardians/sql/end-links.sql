-- Ends the links of ending_link, then archives their guardians who have no open link left.
-- Reads ending_link.
with ended as (
  update guardian_link l
  set archived_at = now(), end_reason = e.reason, source_run = :runId, source_line = null
  from ending_link e
  where l.district_id = :districtId and l.student_id = e.student_id and l.guardian_id = e.guardian_id
  returning old.source_run, old.source_line, new.student_id, new.guardian_id, new.archived_at, new.end_reason
), logged as (
  insert into change (district_id, run_id, entity, entity_id, student_id, action, before, after)
  select :districtId, :runId, 'guardian_link', guardian_id, student_id, 'archive',
    jsonb_build_object('archived_at', null, 'end_reason', null, 'source_run', source_run, 'source_line', source_line),
    jsonb_build_object('archived_at', archived_at, 'end_reason', end_reason)
  from ended
)
select count(*) from ended;

with archived as (
  update guardian g
  set archived_at = now(), source_run = :runId, source_line = null
  where g.district_id = :districtId and g.archived_at is null
    and g.guardian_id in (select guardian_id from ending_link)
    and not exists (
      select from guardian_link l
      where l.district_id = :districtId and l.guardian_id = g.guardian_id and l.archived_at is null)
  returning old.source_run, old.source_line, new.guardian_id, new.archived_at
), logged as (
  insert into change (district_id, run_id, entity, entity_id, action, before, after)
  select :districtId, :runId, 'guardian', guardian_id, 'archive',
    jsonb_build_object('archived_at', null, 'source_run', source_run, 'source_line', source_line),
    jsonb_build_object('archived_at', archived_at)
  from archived
)
select count(*) from archived;
