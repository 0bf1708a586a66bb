-- Links that would newly end stay, until an admin answers or a row names them.
insert into withheld (district_id, scope_id, kind, entity_id, student_id, run_id, reason)
select :districtId, :scopeId, 'guardianLinks', guardian_id, student_id, :runId, :reason
from ending_link where reason <> 'student' and not is_withheld;

delete from ending_link where reason <> 'student' and not is_withheld;
