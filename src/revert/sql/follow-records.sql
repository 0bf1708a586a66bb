-- A guardian whose last open link was the reverted run's ends too.
-- Reads reverting.
with archived as (
  update guardian g
  set archived_at = now(), source_run = :runId, source_line = null
  where g.district_id = :districtId and g.archived_at is null
    and g.guardian_id in (
      select id from reverting where entity = 'guardian_link' and blocked is null and is_open and not opens)
    and not exists (
      select from guardian_link l
      where l.district_id = :districtId and l.guardian_id = g.guardian_id and l.archived_at is null)
  returning old.source_run, old.source_line, new.guardian_id, new.archived_at
)
insert into change (district_id, run_id, entity, entity_id, action, before, after)
select :districtId, :runId, 'guardian', guardian_id, 'archive',
  jsonb_build_object('archived_at', null, 'source_run', source_run, 'source_line', source_line),
  jsonb_build_object('archived_at', archived_at)
from archived;
