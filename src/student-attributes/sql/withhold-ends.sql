-- Values that would newly end stay, until an admin answers or a row has a text for them.
insert into withheld (district_id, scope_id, kind, entity_id, student_id, run_id, reason)
select :districtId, :scopeId, 'studentAttributes', attribute_id, student_id, :runId, :reason
from ending_value where not is_withheld;

delete from ending_value where not is_withheld;
