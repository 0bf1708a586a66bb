-- Where a guardian belongs, and the time zone in which people there read times.
select g.district_id, coalesce(s.settings #>> '{schedule,timeZone}', 'UTC') as time_zone
from guardian g
join scope s using (district_id, scope_id)
where g.guardian_id = :guardianId
