-- Links remember again what they did before the reverted run, unless a later run has changed that or their guardian. Those
-- that the reverted run made remember what their guardians have until now.
-- Reads reverting.
with guardian_image as (
  select id as guardian_id, image from reverting where entity = 'guardian' and blocked is null and not withdraws
), wanted as (
  select m.student_id, m.guardian_id, m.said, m.had
  from link_memory m
  where m.district_id = :districtId and m.run_id = :target
    and not exists (
      select from link_memory n where n.district_id = :districtId and n.run_id > :target
        and n.student_id = m.student_id and n.guardian_id = m.guardian_id)
    and not exists (select from reverting r where r.entity = 'guardian' and r.id = m.guardian_id and r.blocked is not null)
  union all
  select l.student_id, l.guardian_id, l.said,
    nullif(jsonb_build_object('first_name', g.first_name, 'last_name', g.last_name, 'email', g.email,
        'mobile_phone', g.mobile_phone) - array(
          select name from unnest(array['first_name', 'last_name', 'email', 'mobile_phone']) as name
          where not jsonb_exists(i.image, name)), '{}') || coalesce(l.had, '{}')
  from reverting r
  join guardian_link l on l.district_id = :districtId and l.student_id = r.student_id and l.guardian_id = r.id
  join guardian g on g.district_id = :districtId and g.guardian_id = r.id
  join guardian_image i on i.guardian_id = r.id
  where r.entity = 'guardian_link' and r.withdraws and r.blocked is null
), remembering as (
  update guardian_link l
  set said = w.said, had = w.had
  from wanted w
  where l.district_id = :districtId and l.student_id = w.student_id and l.guardian_id = w.guardian_id
    and (l.said, l.had) is distinct from (w.said, w.had)
  returning old.said, old.had, new.student_id, new.guardian_id
)
insert into link_memory (district_id, run_id, student_id, guardian_id, said, had)
select :districtId, :runId, student_id, guardian_id, said, had from remembering;
