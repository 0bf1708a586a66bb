-- The first findings of each code. Contacts of a possible contact change are read from the guardians: a finding holds ids only.
with numbered as (
  select severity, code, file, line, column_name, message, details,
    row_number() over (partition by severity, code order by line nulls last, finding_id) as n
  from run_finding
  where district_id = :districtId and run_id = :runId
)
select f.severity, f.code, f.file, f.line, f.column_name as "column", f.message, f.details, contact_before.contact as before, contact_after.contact as after
from numbered f
left join lateral (
  select jsonb_build_object('name', trim(first_name || ' ' || last_name), 'email', email, 'mobilePhone', mobile_phone) as contact
  from guardian where district_id = :districtId and guardian_id = cast(f.details ->> 'before' as bigint)
) contact_before on f.code = 'possible-contact-change'
left join lateral (
  select jsonb_build_object('name', trim(first_name || ' ' || last_name), 'email', email, 'mobilePhone', mobile_phone) as contact
  from guardian where district_id = :districtId and guardian_id = cast(f.details ->> 'after' as bigint)
) contact_after on f.code = 'possible-contact-change'
where f.n <= :perCode
order by case f.severity when 'error' then 1 when 'warning' then 2 else 3 end, f.code, f.n
