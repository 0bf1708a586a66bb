-- What the page of a run needs of it beyond its report.
select district_id, scope_id, settings, nullif(file #> '{encoding,firstInvalid}', 'null') as first_invalid
from run
where run_id = :runId
