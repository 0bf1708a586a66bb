-- One round: what can't be put back as long as the rest is as it would be. To be repeated until nothing more is kept.
-- Makes link_after, enrollment_after, in_use, closed_owner.
-- Changes reverting.
drop table if exists link_after, enrollment_after, in_use, closed_owner;

create temp table link_after on commit drop as
select l.student_id, l.guardian_id
from guardian_link l
left join reverting r on r.entity = 'guardian_link' and r.id = l.guardian_id and r.student_id = l.student_id and r.blocked is null
where l.district_id = :districtId and coalesce(r.opens, l.archived_at is null);

create temp table enrollment_after on commit drop as
select coalesce(a.classroom_id, e.classroom_id) as classroom_id,
  case when r.id is null then e.student_id else a.student_id end as student_id,
  case when r.id is null then e.staff_id else a.staff_id end as staff_id
from enrollment e
left join reverting r on r.entity = 'enrollment' and r.id = e.enrollment_id and r.blocked is null
left join lateral jsonb_populate_record(e, r.image) as a on r.id is not null
where e.district_id = :districtId and coalesce(r.opens, e.archived_at is null);

-- Records on which something open hangs.
create temp table in_use on commit drop as
select 'guardian' as entity, guardian_id as id from link_after
union select 'student', student_id from link_after
union select 'student', student_id from enrollment_after
union select 'staff', staff_id from enrollment_after
union select 'classroom', classroom_id from enrollment_after
union select 'school', school_id from scope where district_id = :districtId
union select 'school', case when jsonb_exists(r.image, 'school_id') then cast(r.image ->> 'school_id' as bigint) else t.school_id end
from (
  select 'student' as entity, student_id as id, school_id, archived_at from student where district_id = :districtId
  union all
  select 'staff', staff_id, school_id, archived_at from staff where district_id = :districtId
  union all
  select 'classroom', classroom_id, school_id, archived_at from classroom where district_id = :districtId
) as t
left join reverting r on r.entity = t.entity and r.id = t.id and r.blocked is null
where coalesce(r.opens, t.archived_at is null) and exists (select from reverting where entity = 'school');

-- Records that are or will be ended.
create temp table closed_owner on commit drop as
select t.entity, t.id
from (
  select 'guardian' as entity, guardian_id as id, archived_at from guardian where district_id = :districtId
  union all
  select 'student', student_id, archived_at from student where district_id = :districtId
  union all
  select 'staff', staff_id, archived_at from staff where district_id = :districtId
  union all
  select 'classroom', classroom_id, archived_at from classroom where district_id = :districtId
) as t
left join reverting r on r.entity = t.entity and r.id = t.id and r.blocked is null
where not coalesce(r.opens, t.archived_at is null);

-- A roster may end a school before its people; one that the run made stays while anybody is of it.
update reverting r set blocked = 'in-use'
from in_use u
where r.blocked is null and r.is_open and not r.opens and u.entity = r.entity and u.id = r.id
  and (r.entity <> 'school' or r.withdraws)
returning r.id;

update reverting r set blocked = 'without-links'
where r.blocked is null and r.entity = 'guardian' and r.opens and not r.is_open
  and not exists (select from in_use u where u.entity = 'guardian' and u.id = r.id)
returning r.id;

update reverting r set blocked = 'owner-ended'
where r.blocked is null and r.entity = 'guardian_link' and r.opens and not r.is_open
  and (r.id in (select id from closed_owner where entity = 'guardian')
    or r.student_id in (select id from closed_owner where entity = 'student'))
returning r.id;

update reverting r set blocked = 'owner-ended'
from enrollment e
where r.blocked is null and r.entity = 'enrollment' and r.opens and not r.is_open
  and e.district_id = :districtId and e.enrollment_id = r.id
  and (coalesce(cast(r.image ->> 'classroom_id' as bigint), e.classroom_id) in (select id from closed_owner where entity = 'classroom')
    or case when jsonb_exists(r.image, 'student_id') then cast(r.image ->> 'student_id' as bigint) else e.student_id end
      in (select id from closed_owner where entity = 'student')
    or case when jsonb_exists(r.image, 'staff_id') then cast(r.image ->> 'staff_id' as bigint) else e.staff_id end
      in (select id from closed_owner where entity = 'staff'))
returning r.id;

-- Two guardians of a scope can't have one id.
with id_after as (
  select g.scope_id, case when jsonb_exists(r.image, 'sis_id') then r.image ->> 'sis_id' else g.sis_id end as sis_id
  from guardian g
  left join reverting r on r.entity = 'guardian' and r.id = g.guardian_id and r.blocked is null
  where g.district_id = :districtId
), twice as (
  select scope_id, sis_id from id_after where sis_id is not null group by scope_id, sis_id having count(*) > 1
)
update reverting r set blocked = 'id-taken'
from guardian g join twice t on t.scope_id = g.scope_id
where r.blocked is null and r.entity = 'guardian' and g.district_id = :districtId and g.guardian_id = r.id
  and r.image ->> 'sis_id' = t.sis_id
returning r.id;
