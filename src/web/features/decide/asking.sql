-- Whether a run can still ask: it is closed, and no later run of its scope has followed.
select r.district_id, r.scope_id, s.slug, r.status, r.finished_at is not null and r.kind <> 'preview' as closed,
  not exists (
    select from run l
    where l.district_id = r.district_id and l.scope_id = r.scope_id and l.run_id > r.run_id and l.kind <> 'preview'
  ) as latest
from run r
join scope s using (district_id, scope_id)
where r.run_id = :runId
