-- The first findings of each code, errors before warnings before notices.
with numbered as (
  select severity, code, file, line, column_name as "column", message, details,
    row_number() over (partition by severity, code order by line nulls last, finding_id) as n
  from run_finding
  where district_id = :districtId and run_id = :runId
)
select severity, code, file, line, "column", message, details
from numbered
where n <= :perCode
order by case severity when 'error' then 1 when 'warning' then 2 else 3 end, code, n
