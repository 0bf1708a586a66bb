-- What links remember of this run: what their rows said, where it is not what their guardian has now. A missing or dropped
-- value says nothing, so what is remembered of it stays. Links that no row names remember what their guardian had.
-- Reads link_row, dissent, placed_row, changed_contact.
-- Makes speaking_link, memory.
-- The others' rows all say what their guardians have now.
create temp table speaking_link on commit drop as
select student_id, guardian_id, bool_or(is_first) as is_first
from (
  select student_id, guardian_id, is_new or was_ended as is_first from link_row
  where remembers or guardian_id in (select guardian_id from dissent where contact)
  union all
  select r.student_id, r.guardian_id, n.is_new or n.was_ended
  from placed_row r join link_row n on n.student_id = r.student_id and n.guardian_id = r.guardian_id
  where num_nulls(r.first_name, r.last_name, r.email, r.mobile_phone) > 0
    and r.guardian_id in (select guardian_id from changed_contact)
) as link
group by student_id, guardian_id;

analyze speaking_link;

create temp table memory on commit drop as
with said_now as (
  select r.student_id, r.guardian_id, v.name, jsonb_agg(distinct v.value) as said
  from placed_row r
  join speaking_link using (student_id, guardian_id)
  cross join lateral (values ('first_name', r.first_name), ('last_name', r.last_name), ('email', r.email),
    ('mobile_phone', r.mobile_phone)) as v (name, value)
  where v.value is not null
  group by r.student_id, r.guardian_id, v.name
), remembered as (
  select s.student_id, s.guardian_id, v.name, jsonb_build_array(v.stored) as stored,
    coalesce(n.said,
      case when not s.is_first
        then coalesce(l.said -> v.name, jsonb_build_array(coalesce(l.had ->> v.name, c.before ->> v.name, v.stored))) end) as said
  from speaking_link s
  join guardian_link l on l.district_id = :districtId and l.student_id = s.student_id and l.guardian_id = s.guardian_id
  join guardian g on g.district_id = :districtId and g.guardian_id = s.guardian_id
  left join changed_contact c on c.guardian_id = s.guardian_id
  cross join lateral (values ('first_name', g.first_name), ('last_name', g.last_name), ('email', g.email),
    ('mobile_phone', g.mobile_phone)) as v (name, stored)
  left join said_now n on n.student_id = s.student_id and n.guardian_id = s.guardian_id and n.name = v.name
)
select student_id, guardian_id, jsonb_object_agg(name, said) filter (where said <> stored) as said, cast(null as jsonb) as had
from remembered
group by student_id, guardian_id
union all
select l.student_id, l.guardian_id, l.said, c.had || coalesce(l.had, '{}')
from guardian_link l
join changed_contact c using (guardian_id)
where l.district_id = :districtId
  and not exists (select from link_row n where n.student_id = l.student_id and n.guardian_id = l.guardian_id);

analyze memory;

with remembering as (
  update guardian_link l
  set said = m.said, had = m.had
  from memory m
  where l.district_id = :districtId and l.student_id = m.student_id and l.guardian_id = m.guardian_id
    and (l.said, l.had) is distinct from (m.said, m.had)
  returning old.said, old.had, new.student_id, new.guardian_id, new.created_run
)
insert into link_memory (district_id, run_id, student_id, guardian_id, said, had)
select :districtId, :runId, student_id, guardian_id, said, had
from remembering where created_run is distinct from :runId
on conflict do nothing;
