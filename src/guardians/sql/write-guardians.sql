-- Guardians that differ from what is stored, and those whose id went to another person.
-- Reads chosen, placed_id, reused_id.
-- Makes guardian_change.
create temp table guardian_change on commit drop as
with wanted as (
  select c.guardian_id, c.line, c.waits, s.sis_id, c.first_name, c.last_name, c.email, c.mobile_phone, c.home_phone,
    c.mobile_received, c.home_received, c.language, g
  from chosen c
  left join placed_id p on p.guardian_id = c.guardian_id and p.how = 'adopted'
  left join reused_id u on u.guardian_id = c.guardian_id
  join guardian g on g.district_id = :districtId and g.guardian_id = c.guardian_id
  cross join lateral (select coalesce(p.sis_id, case when u.guardian_id is null then g.sis_id end) as sis_id) as s
  where c.differs
    and ((g.archived_at is not null and not c.waits)
      or (s.sis_id, c.first_name, c.last_name, c.email, c.mobile_phone, c.home_phone, c.language)
        is distinct from (g.sis_id, g.first_name, g.last_name, g.email, g.mobile_phone, g.home_phone, g.language))
  union all
  select g.guardian_id, null, false, null, g.first_name, g.last_name, g.email, g.mobile_phone, g.home_phone,
    g.mobile_received, g.home_received, g.language, g
  from reused_id u
  join guardian g on g.district_id = :districtId and g.guardian_id = u.guardian_id
  where not exists (select from chosen c where c.guardian_id = u.guardian_id)
)
select w.guardian_id, w.line, w.sis_id, w.first_name, w.last_name, w.email, w.mobile_phone, w.home_phone,
  w.mobile_received, w.home_received, w.language,
  (w.g).archived_at is not null and w.line is not null and not w.waits as is_restored,
  -- Stored by this run while it waited, and let in by the answer: its creation is no change.
  (w.g).created_run = :runId as is_made_now,
  jsonb_build_object('sis_id', (w.g).sis_id, 'first_name', (w.g).first_name, 'last_name', (w.g).last_name,
    'email', (w.g).email, 'mobile_phone', (w.g).mobile_phone, 'home_phone', (w.g).home_phone,
    'language', (w.g).language, 'archived_at', (w.g).archived_at) as before,
  -- Whoever puts the number back puts this back with it.
  case when w.mobile_phone <> (w.g).mobile_phone then jsonb_build_object('mobile_received', (w.g).mobile_received) else '{}' end
    || case when w.home_phone <> (w.g).home_phone then jsonb_build_object('home_received', (w.g).home_received) else '{}' end
    as received_before,
  (w.g).source_run, (w.g).source_line
from wanted w;

analyze guardian_change;

insert into change (district_id, run_id, entity, entity_id, action, before, after, line)
select :districtId, :runId, 'guardian', guardian_id, case when is_restored then 'restore' else 'update' end,
  changed_values(before, wanted) || received_before || jsonb_build_object('source_run', source_run, 'source_line', source_line),
  changed_values(wanted, before), line
from (
  select *, jsonb_build_object('sis_id', sis_id, 'first_name', first_name, 'last_name', last_name, 'email', email,
    'mobile_phone', mobile_phone, 'home_phone', home_phone, 'language', language,
    'archived_at', case when is_restored then null else before -> 'archived_at' end) as wanted
  from guardian_change where is_made_now is not true
) as changed;

-- Ids that change hands are freed before they are given: the index on them is checked row by row.
update guardian g
set sis_id = null, source_run = :runId, source_line = null
from reused_id u
where g.district_id = :districtId and g.guardian_id = u.guardian_id;

insert into guardian (district_id, guardian_id, scope_id, sis_id, first_name, last_name, email, mobile_phone, home_phone,
  mobile_received, home_received, language, archived_at, created_run, source_run, source_line)
overriding system value
select :districtId, c.guardian_id, :scopeId, p.sis_id, first_name, last_name, email, mobile_phone, home_phone,
  mobile_received, home_received, language, case when c.waits then now() end, :runId, :runId, line
from chosen c
left join placed_id p on p.guardian_id = c.guardian_id and p.how = 'new'
where c.is_new
order by c.guardian_id;

update guardian g
set sis_id = w.sis_id, first_name = w.first_name, last_name = w.last_name, email = w.email, mobile_phone = w.mobile_phone,
  home_phone = w.home_phone, mobile_received = w.mobile_received, home_received = w.home_received, language = w.language, archived_at = case when not w.is_restored then g.archived_at end, source_run = :runId, source_line = w.line
from guardian_change w
where w.line is not null and g.district_id = :districtId and g.guardian_id = w.guardian_id;
