-- What the page of a run needs of it beside its report.
select district_id, scope_id, coalesce(settings #>> '{schedule,timeZone}', 'UTC') as time_zone,
  nullif(file #> '{encoding,firstInvalid}', 'null') as first_invalid
from run
where run_id = :runId
