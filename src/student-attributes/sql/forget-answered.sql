-- Questions that have answered themselves: a row has a text for the value, it ends, or its student is archived. Those
-- of earlier runs are kept for a revert of this one.
with settled as (
  delete from withheld w
  where w.district_id = :districtId and w.scope_id = :scopeId and w.kind = 'studentAttributes'
    and (not exists (select from student_attribute s
          join student t on t.district_id = s.district_id and t.student_id = s.student_id and t.archived_at is null
          where s.district_id = :districtId and s.student_id = w.student_id and s.attribute_id = w.entity_id
            and s.archived_at is null)
      or exists (select from chosen_value v where v.student_id = w.student_id and v.attribute_id = w.entity_id and v.value <> '')
      or exists (select from ending_value e where e.student_id = w.student_id and e.attribute_id = w.entity_id))
  returning w.*
)
insert into withheld_settled (district_id, settled_run, scope_id, kind, entity_id, student_id, run_id, reason, decision)
select district_id, :runId, scope_id, kind, entity_id, student_id, run_id, reason, decision
from settled where run_id <> :runId
on conflict do nothing;
