-- The links of the district's scope, each with where its student is now: a student of several schools has a record in the
-- scope of each, and so has an open link. Students whom no school's scope covers stay, and their links with them.
-- Reads placed_student.
-- Makes spread_link, placed_guardian, final_guardian, link_target.
create temp table spread_link on commit drop as
select l.student_id, l.guardian_id, l.archived_at, l.created_run, p.to_id as to_student, p.scope_id,
  not p.is_home as is_copy
from guardian_link l
join placed_student p on p.id = l.student_id
where l.district_id = :districtId and l.scope_id = :districtScope and (p.is_home or l.archived_at is null);

analyze spread_link;

-- A guardian moves to the scope of its oldest link, open ones first; each other scope gets a copy, or back the one that
-- it had before. Of one id in one scope are one person where name and email or phone agree; else who is archived or the
-- younger loses the id. Without id those of one contact key are one.
create temp table placed_guardian on commit drop as
with scopes as (
  select guardian_id, scope_id, bool_or(archived_at is null) as is_open,
    min(array[created_run, student_id]) filter (where archived_at is null and not is_copy) as oldest_open,
    min(array[created_run, student_id]) filter (where not is_copy) as oldest
  from spread_link group by guardian_id, scope_id
), target as (
  select s.guardian_id as id, s.scope_id, s.is_open, g.sis_id, g.archived_at, g.created_run,
    g.scope_id = :districtScope and row_number() over (partition by s.guardian_id
      order by s.is_open desc, s.oldest_open nulls last, s.oldest nulls last, s.scope_id) = 1 as is_home,
    g.scope_id = s.scope_id as is_there,
    e.guardian_id as sibling,
    e.archived_at is null
      and (g.archived_at is not null or (e.created_run, e.guardian_id) < (g.created_run, g.guardian_id)) as sibling_first,
    g.name_key = e.name_key and (
      (g.email = e.email and g.email <> '') or (g.mobile_phone = e.mobile_phone and g.mobile_phone <> '')
      or (g.contact_key is null and e.contact_key is null)) as agrees
  from scopes s
  join guardian g on g.district_id = :districtId and g.guardian_id = s.guardian_id and g.scope_id is not null
  left join (
    select distinct on (scope_id, person) *
    from (
      select *, coalesce('id ' || sis_id, 'key ' || contact_key) as person from guardian where district_id = :districtId
    ) as known
    where person is not null
    order by scope_id, person, archived_at is not null, created_run, guardian_id
  ) as e on e.scope_id = s.scope_id and e.person = coalesce('id ' || g.sis_id, 'key ' || g.contact_key)
    and e.guardian_id <> g.guardian_id
), settled as (
  select *, case
      when is_there then id
      when sibling is not null and agrees and (not is_home or sibling_first) then sibling
      when is_home then id end as existing,
    sibling is not null and not agrees as contested,
    row_number() over (partition by scope_id, sis_id order by archived_at is not null, created_run, id) as place
  from target
)
select id, scope_id, is_home, is_there, is_open, sibling, sibling_first, contested, archived_at, sis_id,
  existing is null as is_new,
  coalesce(existing, nextval(pg_get_serial_sequence('guardian', 'guardian_id'))) as to_id,
  sis_id is not null and not is_there and ((contested and sibling_first) or place > 1) as loses_id
from settled;

analyze placed_guardian;

create temp table final_guardian on commit drop as
select id, cast(null as bigint) as joined, scope_id, case when not loses_id then sis_id end as sis_id, archived_at
from placed_guardian where is_home and to_id = id
union all
select p.id, p.to_id, g.scope_id, g.sis_id, coalesce(g.archived_at, now())
from placed_guardian p join guardian g on g.district_id = :districtId and g.guardian_id = p.id
where p.is_home and p.to_id <> p.id
union all
select p.sibling, p.id, :districtScope, e.sis_id, coalesce(e.archived_at, now())
from placed_guardian p join guardian e on e.district_id = :districtId and e.guardian_id = p.sibling
where p.is_home and p.to_id = p.id and not p.contested
union all
select p.sibling, null, e.scope_id, null, e.archived_at
from placed_guardian p join guardian e on e.district_id = :districtId and e.guardian_id = p.sibling
where p.contested and not p.sibling_first
union all
select p.sibling, null, e.scope_id, e.sis_id, case when p.is_open then null else e.archived_at end
from placed_guardian p join guardian e on e.district_id = :districtId and e.guardian_id = p.sibling
where not p.is_home and p.to_id = p.sibling;

create temp table link_target on commit drop as
select l.student_id, l.guardian_id, l.to_student, p.to_id as to_guardian, l.scope_id as to_scope, l.is_copy
from spread_link l
join placed_guardian p on p.id = l.guardian_id and p.scope_id = l.scope_id;

analyze link_target;
