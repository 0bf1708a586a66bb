-- The links that come under one (student, guardian): where there is one already that stays, else the oldest open one; it
-- is open where one of them is. The others end and stay where they are.
-- Reads link_target.
-- Makes link_member, settled_link, moving_link.
create temp table link_member on commit drop as
select t.to_student, t.to_guardian, t.to_scope, t.is_copy, l.*,
  (l.student_id, l.guardian_id) = (t.to_student, t.to_guardian) as is_there
from link_target t
join guardian_link l on l.district_id = :districtId and l.student_id = t.student_id and l.guardian_id = t.guardian_id
union all
select t.*, false, l.*, true
from (select distinct to_student, to_guardian, to_scope from link_target) t
join guardian_link l on l.district_id = :districtId and l.student_id = t.to_student and l.guardian_id = t.to_guardian
where not exists (
  select from link_target o
  where o.student_id = l.student_id and o.guardian_id = l.guardian_id
    and o.to_student = l.student_id and o.to_guardian = l.guardian_id);

analyze link_member;

create temp table settled_link on commit drop as
select m.*,
  row_number() over (partition by to_student, to_guardian
    order by is_there desc, is_copy, archived_at is not null, created_run, student_id, guardian_id) = 1 as stays,
  first_value(archived_at) over speaks as kept_archived_at, first_value(end_reason) over speaks as kept_end_reason,
  first_value(relationship) over speaks as kept_relationship, first_value(contact_type) over speaks as kept_contact_type
from link_member m
window speaks as (partition by to_student, to_guardian
  order by archived_at is not null, is_there desc, created_run, student_id, guardian_id);

create temp table moving_link on commit drop as
select *, jsonb_build_object('student_id', student_id, 'guardian_id', guardian_id, 'scope_id', scope_id,
    'archived_at', archived_at, 'end_reason', end_reason, 'relationship', relationship, 'contact_type', contact_type) as before,
  jsonb_build_object('student_id', new_student_id, 'guardian_id', new_guardian_id, 'scope_id', new_scope_id,
    'archived_at', new_archived_at, 'end_reason', new_end_reason, 'relationship', new_relationship,
    'contact_type', new_contact_type) as after
from (
  select student_id, guardian_id, scope_id, archived_at, end_reason, relationship, contact_type, stays,
    case when stays then to_student else student_id end as new_student_id,
    case when stays then to_guardian else guardian_id end as new_guardian_id,
    case when stays then to_scope else scope_id end as new_scope_id,
    case when stays then kept_archived_at else coalesce(archived_at, now()) end as new_archived_at,
    case when stays then kept_end_reason else coalesce(end_reason, 'joined') end as new_end_reason,
    case when stays then kept_relationship else relationship end as new_relationship,
    case when stays then kept_contact_type else contact_type end as new_contact_type
  from settled_link where not is_copy
) as f
where (student_id, guardian_id, scope_id, archived_at is null, relationship, contact_type) is distinct from
  (new_student_id, new_guardian_id, new_scope_id, new_archived_at is null, new_relationship, new_contact_type);

insert into change (district_id, run_id, entity, entity_id, student_id, action, before, after)
select :districtId, :runId, 'guardian_link', new_guardian_id, new_student_id,
  case when not stays then 'merge' when archived_at is not null and new_archived_at is null then 'restore' else 'move' end,
  changed_values(before, after), changed_values(after, before)
from moving_link;

update guardian_link l
set student_id = m.new_student_id, guardian_id = m.new_guardian_id, scope_id = m.new_scope_id,
  archived_at = m.new_archived_at, end_reason = m.new_end_reason, relationship = m.new_relationship,
  contact_type = m.new_contact_type
from moving_link m
where l.district_id = :districtId and l.student_id = m.student_id and l.guardian_id = m.guardian_id;

insert into guardian_link (district_id, student_id, guardian_id, scope_id, relationship, contact_type, archived_at,
  end_reason, created_run, source_run)
select :districtId, to_student, to_guardian, to_scope, kept_relationship, kept_contact_type, kept_archived_at,
  kept_end_reason, :runId, :runId
from settled_link where stays and is_copy;

select count(*) filter (where stays) as moved, count(*) filter (where not stays) as joined from moving_link;
