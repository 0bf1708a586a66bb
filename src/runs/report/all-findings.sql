-- Every finding, in the order of the report.
select severity, code, file, line, column_name as "column", message, details
from run_finding
where district_id = :districtId and run_id = :runId
order by case severity when 'error' then 1 when 'warning' then 2 else 3 end, code, line nulls last, finding_id
