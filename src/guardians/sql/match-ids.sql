-- The ids of a file with their students, as a sync would resolve them.
-- Reads named_id.
-- Makes file_row.
create temp table file_row on commit drop as
select n.student_sis_id, k.student_id
from (select distinct student_sis_id from named_id) as n
left join (
  select sis_id, min(student_id) as student_id
  from student
  where district_id = :districtId and scope_id = :scopeId and archived_at is null and sis_id <> ''
  group by sis_id
  having count(*) = 1
) as k on k.sis_id = n.student_sis_id;

analyze file_row;
