-- Whether this run had nothing to do with the families (its file is the one applied last, and nothing else has changed) nor
-- with the staff, and the accounts were assigned after that file was applied: then they still agree.
select exists (
  select from run_step d
  join run_step r on r.district_id = d.district_id and r.run_id = cast(d.result ->> 'sameAsRun' as bigint)
    and r.step = 'reconcileGuardians'
  join run_step a on a.district_id = r.district_id and a.run_id = r.run_id and a.step = 'assignAccounts'
    and a.finished_at > r.finished_at
  join run_step n on n.district_id = d.district_id and n.run_id = d.run_id and n.step = 'reconcileGuardians'
    and not n.reopened
  where d.district_id = :districtId and d.run_id = :runId and d.step = 'decodeGuardianFile'
    and n.result #>> '{rows,applied}' = '0'
) and not exists (
  select from staff where district_id = :districtId and scope_id = :scopeId and source_run >= :runId
) and not exists (
  -- Of an account whose claim was taken back, the contact follows its people again.
  select from change c
  where c.district_id = :districtId and c.run_id = 0 and c.action = 'unclaim' and c.changed_at > (
    select max(s.finished_at) from run_step s where s.district_id = :districtId and s.step = 'assignAccounts')
) as settled
