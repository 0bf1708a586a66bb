-- Reads placed_guardian.
insert into guardian (district_id, guardian_id, scope_id, sis_id, first_name, last_name, email, mobile_phone, home_phone,
  mobile_received, home_received, language, archived_at, created_run, source_run)
overriding system value
select :districtId, p.to_id, p.scope_id, case when not p.loses_id then p.sis_id end, g.first_name, g.last_name, g.email,
  g.mobile_phone, g.home_phone, g.mobile_received, g.home_received, g.language, case when not p.is_open then coalesce(g.archived_at, now()) end, :runId, :runId
from placed_guardian p
join guardian g on g.district_id = :districtId and g.guardian_id = p.id
where p.is_new
order by p.to_id
returning guardian_id;
