-- Links that follow their students: ended with an archived one and, where no file decides, open again with one who is
-- back in this run: one who came back while a file decided stays as that left it.
-- Makes ending_link.
create temp table ending_link on commit drop as
select l.student_id, l.guardian_id, 'student' as reason
from guardian_link l
join student s on s.district_id = l.district_id and s.student_id = l.student_id
where l.district_id = :districtId and l.scope_id = :scopeId and l.archived_at is null and s.archived_at is not null;

with restored as (
  update guardian_link l
  set archived_at = null, end_reason = null, source_run = :runId, source_line = null
  from student s
  where s.district_id = l.district_id and s.student_id = l.student_id and s.archived_at is null
    and l.district_id = :districtId and l.scope_id = :scopeId and l.end_reason = 'student'
    and cast(:restore as boolean)
    and exists (
      select from change c
      where c.district_id = :districtId and c.run_id = :runId and c.entity = 'student'
        and c.entity_id = s.student_id and c.action = 'restore')
  returning old.archived_at, old.end_reason, old.source_run, old.source_line, new.student_id, new.guardian_id
), logged as (
  insert into change (district_id, run_id, entity, entity_id, student_id, action, before, after)
  select :districtId, :runId, 'guardian_link', guardian_id, student_id, 'restore',
    jsonb_build_object('archived_at', archived_at, 'end_reason', end_reason, 'source_run', source_run,
      'source_line', source_line),
    jsonb_build_object('archived_at', null, 'end_reason', null)
  from restored
)
select count(*) from restored;

with restored as (
  update guardian g
  set archived_at = null, source_run = :runId, source_line = null
  where g.district_id = :districtId and g.scope_id = :scopeId and g.archived_at is not null
    and cast(:restore as boolean)
    and exists (
      select from guardian_link l
      where l.district_id = :districtId and l.guardian_id = g.guardian_id and l.archived_at is null
        and l.source_run = :runId and not exists (
          select from ending_link e where e.student_id = l.student_id and e.guardian_id = l.guardian_id))
  returning old.archived_at, old.source_run, old.source_line, new.guardian_id
), logged as (
  insert into change (district_id, run_id, entity, entity_id, action, before, after)
  select :districtId, :runId, 'guardian', guardian_id, 'restore',
    jsonb_build_object('archived_at', archived_at, 'source_run', source_run, 'source_line', source_line),
    jsonb_build_object('archived_at', null)
  from restored
)
select count(*) from restored;

select count(*) from ending_link;
