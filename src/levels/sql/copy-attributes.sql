-- Attributes go with their student. One who becomes another record, or has a copy in a further scope, has the open values
-- there too; what that record has of its own, ended or not, stays.
-- Reads placed_student.
insert into student_attribute (district_id, student_id, attribute_id, value, created_run, source_run)
select distinct on (p.to_id, s.attribute_id) s.district_id, p.to_id, s.attribute_id, s.value, :runId, :runId
from placed_student p
join student_attribute s on s.district_id = :districtId and s.student_id = p.id
where p.to_id <> p.id and s.archived_at is null
order by p.to_id, s.attribute_id, s.created_run, s.student_id
on conflict (district_id, student_id, attribute_id) do nothing;
