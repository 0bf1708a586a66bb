-- The run that applied the scope's guardian file last, where this run's file is the same and so is everything that a
-- reconcile would look at: then it would change nothing, and needs not be done.
with applied as (
  select r.run_id, r.kind, r.settings, f.result as fetched, d.result as decoded, s.result as counts, s.started_at
  from run r
  join run_step f on f.district_id = r.district_id and f.run_id = r.run_id and f.step = 'fetchGuardianFile'
  join run_step d on d.district_id = r.district_id and d.run_id = r.run_id and d.step = 'decodeGuardianFile'
  join run_step s on s.district_id = r.district_id and s.run_id = r.run_id and s.step = 'reconcileGuardians'
  where r.district_id = :districtId and r.scope_id = :scopeId and r.run_id < :runId and r.kind <> 'preview'
    and s.result -> 'held' is null
  order by r.run_id desc
  limit 1
)
select a.run_id, a.decoded, a.counts
from applied a
where a.kind = 'sync' and a.fetched ->> 'sha256' = :sha256 and a.decoded ->> 'rules' = :rules
  -- Where the file comes from, and when, is all the same.
  and a.settings - array['enabled', 'schedule', 'sftp'] = cast(:settings as jsonb) - array['enabled', 'schedule', 'sftp']
  -- A row that was skipped may apply now.
  and a.counts #>> '{rows,skipped}' = '0'
  and not exists (
    select from withheld w where w.district_id = :districtId and w.scope_id = :scopeId
      and w.kind in ('guardianLinks', 'students'))
  -- A roster that was fixed after its run's guardian part counts as changed since.
  and not exists (
    select from run_step m where m.district_id = :districtId and m.run_id = a.run_id and m.step = 'applyRoster'
      and m.finished_at > a.started_at)
  and not exists (
    select from student s where s.district_id = :districtId and s.scope_id = :scopeId and s.source_run > a.run_id)
  and not exists (
    select from run r where r.district_id = :districtId and r.run_id > a.run_id and r.kind in ('revert', 'level'))
  and not exists (
    select from change c join guardian g on g.district_id = c.district_id and g.guardian_id = c.entity_id
    where c.district_id = :districtId and c.run_id > a.run_id and c.entity in ('guardian', 'guardian_link')
      and g.scope_id = :scopeId)
  and not exists (
    select from decision d join run r using (district_id, run_id)
    where d.district_id = :districtId and r.scope_id = :scopeId and d.run_id > a.run_id and d.question = 'hold')
  -- On a quiet day nobody ended for being absent.
  and not exists (
    select from run_finding q where q.district_id = :districtId and q.run_id = a.run_id and q.code = 'quiet-day')
