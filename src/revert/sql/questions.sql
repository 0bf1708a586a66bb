-- What the reverted run asked, or (a revert itself) had asked again, is no question any more.
with settled as (
  delete from withheld w
  where w.district_id = :districtId and w.scope_id = :scopeId
    and (w.run_id = :target
      or exists (
        select from run t
        join withheld_settled s on s.district_id = t.district_id and s.settled_run = t.reverts_run
        where t.district_id = :districtId and t.run_id = :target and s.kind = w.kind and s.entity_id = w.entity_id
          and s.student_id = w.student_id and s.run_id = w.run_id))
  returning w.*
), kept as (
  insert into withheld_settled (district_id, settled_run, scope_id, kind, entity_id, student_id, run_id, reason, decision)
  select district_id, :runId, scope_id, kind, entity_id, student_id, run_id, reason, decision from settled
)
select kind from settled;

-- What it settled is open again, where the record is: an answer that it carried out is asked for once more.
insert into withheld (district_id, scope_id, kind, entity_id, student_id, run_id, reason, decision)
select district_id, scope_id, kind, entity_id, student_id, run_id, reason, nullif(decision, 'archive')
from withheld_settled s
where s.district_id = :districtId and s.scope_id = :scopeId and s.settled_run = :target
  and not is_reverted(s.district_id, s.run_id)
  and case s.kind
    when 'guardianLinks' then exists (select from guardian_link l where l.district_id = s.district_id
      and l.student_id = s.student_id and l.guardian_id = s.entity_id and l.archived_at is null)
    when 'studentAttributes' then exists (select from student_attribute a where a.district_id = s.district_id
      and a.student_id = s.student_id and a.attribute_id = s.entity_id and a.archived_at is null)
    when 'students' then exists (select from student t where t.district_id = s.district_id
      and t.student_id = s.entity_id and t.archived_at is null)
    when 'staff' then exists (select from staff t where t.district_id = s.district_id
      and t.staff_id = s.entity_id and t.archived_at is null)
    when 'classrooms' then exists (select from classroom t where t.district_id = s.district_id
      and t.classroom_id = s.entity_id and t.archived_at is null)
    else exists (select from enrollment t where t.district_id = s.district_id
      and t.enrollment_id = s.entity_id and t.archived_at is null)
  end
on conflict do nothing
returning kind;
