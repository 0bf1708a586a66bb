-- Every scope with its last run, dry runs apart.
select s.slug, d.name as district, c.name as school, s.settings #>> '{schedule,timeZone}' as time_zone,
  r.run_id, r.status, r.started_at
from scope s
join district d using (district_id)
left join school c on c.district_id = s.district_id and c.school_id = s.school_id
left join lateral (
  select run_id, status, started_at from run
  where district_id = s.district_id and scope_id = s.scope_id and kind <> 'preview'
  order by run_id desc limit 1
) r on true
order by s.slug
