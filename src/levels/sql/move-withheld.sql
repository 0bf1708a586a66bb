-- What waits for an answer goes along, or a change of level would wear a threshold away.
-- Reads placed_student, placed_staff, placed_classroom, placed_enrollment, link_target.
-- Makes moving_question.
create temp table moving_question on commit drop as
select w.*, p.scope_id as to_scope, p.to_id as to_entity, cast(0 as bigint) as to_student
from withheld w
join (
  select 'students' as kind, id, to_id, scope_id from placed_student
  union all select 'staff', id, to_id, scope_id from placed_staff
  union all select 'classrooms', id, to_id, scope_id from placed_classroom
  union all select 'enrollments', id, to_id, scope_id from placed_enrollment
) as p on p.kind = w.kind and p.id = w.entity_id
where w.district_id = :districtId
union all
select w.*, t.to_scope, t.to_guardian, t.to_student
from withheld w
join link_target t on t.guardian_id = w.entity_id and t.student_id = w.student_id
where w.district_id = :districtId and w.kind = 'guardianLinks' and t.to_scope is not null
union all
select w.*, p.scope_id, w.entity_id, p.to_id
from withheld w
join placed_student p on p.id = w.student_id
where w.district_id = :districtId and w.kind = 'studentAttributes';

delete from withheld w using moving_question m
where w.district_id = :districtId and w.scope_id = m.scope_id and w.kind = m.kind and w.entity_id = m.entity_id
  and w.student_id = m.student_id;

insert into withheld (district_id, scope_id, kind, entity_id, student_id, run_id, reason, decision)
select distinct on (to_scope, kind, to_entity, to_student)
  district_id, to_scope, kind, to_entity, to_student, run_id, reason, decision
from moving_question order by to_scope, kind, to_entity, to_student, decision is not distinct from 'archive', run_id
on conflict do nothing;
