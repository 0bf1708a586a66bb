-- Which guardian each becomes in the district's scope. Those of one id are one person where name and email or phone
-- agree with the one that stays: the active one, of several the oldest. Who doesn't agree loses the id. Without id those
-- of one contact key are one, as their rows in one file would be; without id and contact those of one name and the same
-- students, of whom each school had a record.
-- Reads placed_student.
-- Makes placed_guardian, final_guardian, link_target.
create temp table placed_guardian on commit drop as
with keyless as (
  select g.guardian_id, g.name_key || ' of ' || string_agg(distinct cast(coalesce(s.to_id, l.student_id) as text), ',') as key
  from guardian g
  join guardian_link l on l.district_id = g.district_id and l.guardian_id = g.guardian_id and l.archived_at is null
  left join placed_student s on s.id = l.student_id
  where g.district_id = :districtId and g.archived_at is null and g.sis_id is null and g.contact_key is null
  group by g.guardian_id, g.name_key
), member as (
  select g.*, first_value(g.guardian_id) over kept as first_id, first_value(g.scope_id) over kept as first_scope
  from guardian g
  left join keyless n using (guardian_id)
  where g.district_id = :districtId and g.scope_id is not null
    and (g.scope_id <> :districtScope
      or g.sis_id in (
        select sis_id from guardian where district_id = :districtId and scope_id <> :districtScope and sis_id is not null)
      or (g.sis_id is null and g.contact_key in (
        select contact_key from guardian
        where district_id = :districtId and scope_id <> :districtScope and sis_id is null and contact_key is not null)))
  window kept as (
    partition by coalesce('id ' || g.sis_id, 'key ' || g.contact_key, 'name ' || n.key, 'guardian ' || g.guardian_id)
    order by g.archived_at is not null, g.created_run, g.guardian_id)
)
select m.guardian_id as id, m.scope_id as old_scope, m.sis_id, m.archived_at, m.first_id, m.first_scope,
  cast(:districtScope as bigint) as scope_id, true as is_home,
  case when a.agrees then m.first_id else m.guardian_id end as to_id, not a.agrees as loses_id
from member m
join guardian k on k.district_id = :districtId and k.guardian_id = m.first_id
cross join lateral (
  select m.guardian_id = k.guardian_id or (m.name_key = k.name_key and (
    (m.email = k.email and m.email <> '') or (m.mobile_phone = k.mobile_phone and m.mobile_phone <> '')
    or (m.contact_key is null and k.contact_key is null))) as agrees
) as a;

analyze placed_guardian;

create temp table final_guardian on commit drop as
select id, case when id = to_id then null else to_id end as joined,
  case when id = to_id then :districtScope when old_scope = :districtScope then first_scope else old_scope end as scope_id,
  case when not loses_id then sis_id end as sis_id,
  case when id = to_id then archived_at else coalesce(archived_at, now()) end as archived_at
from placed_guardian;

create temp table link_target on commit drop as
select l.student_id, l.guardian_id, coalesce(s.to_id, l.student_id) as to_student,
  coalesce(g.to_id, l.guardian_id) as to_guardian,
  case when l.scope_id is not null then cast(:districtScope as bigint) end as to_scope, false as is_copy
from guardian_link l
left join placed_student s on s.id = l.student_id
left join placed_guardian g on g.id = l.guardian_id
where l.district_id = :districtId and (s.id is not null or g.id is not null or l.scope_id <> :districtScope);

analyze link_target;
