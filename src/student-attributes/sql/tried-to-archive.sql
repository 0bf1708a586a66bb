-- What waits for an answer, after the run.
select count(*) as count, coalesce(bool_or(run_id = :runId), false) as is_new
from withheld
where district_id = :districtId and scope_id = :scopeId and kind = 'studentAttributes' and decision is null
