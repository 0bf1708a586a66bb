-- What would newly end stays, until an admin answers or a row names it.
-- Changes {{ending}}.
insert into withheld (district_id, scope_id, kind, entity_id, student_id, run_id, reason)
select :districtId, :scopeId, :kind, {{id}}, student_id, :runId, :reason
from {{ending}} where reason <> 'student' and not is_withheld;

delete from {{ending}} where reason <> 'student' and not is_withheld;
