-- Writes what final_guardian says. Ids that change hands are freed before they are given: the index on them is checked
-- row by row.
-- Reads final_guardian.
-- Makes moving_guardian.
create temp table moving_guardian on commit drop as
select f.*,
  jsonb_build_object('scope_id', g.scope_id, 'sis_id', g.sis_id, 'archived_at', g.archived_at) as before,
  jsonb_build_object('scope_id', f.scope_id, 'sis_id', f.sis_id, 'archived_at', f.archived_at) as after
from final_guardian f
join guardian g on g.district_id = :districtId and g.guardian_id = f.id
where (g.scope_id, g.sis_id, g.archived_at) is distinct from (f.scope_id, f.sis_id, f.archived_at);

insert into change (district_id, run_id, entity, entity_id, action, before, after)
select :districtId, :runId, 'guardian', id,
  case when joined is not null then 'merge'
    when before -> 'archived_at' <> 'null' and archived_at is null then 'restore' else 'move' end,
  changed_values(before, after),
  changed_values(after, before) || case when joined is null then '{}' else jsonb_build_object('joined', joined) end
from moving_guardian;

update guardian g set sis_id = null
from moving_guardian m
where g.district_id = :districtId and g.guardian_id = m.id and g.sis_id is not null;

update guardian g set scope_id = m.scope_id, sis_id = m.sis_id, archived_at = m.archived_at
from moving_guardian m
where g.district_id = :districtId and g.guardian_id = m.id;

select count(*) filter (where joined is null) as moved, count(*) filter (where joined is not null) as joined
from moving_guardian;
