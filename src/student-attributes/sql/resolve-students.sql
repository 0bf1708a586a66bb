-- The rows with their students: each found by its exact id among the active students of the scope; an id that several of
-- them have names nobody. The names of these tables are those that the guardian file's rules about students read.
-- Reads {{rows}}.
-- Makes known_student, file_row, shared_id, unclear_row.
create temp table known_student on commit drop as
select sis_id, min(student_id) as student_id, count(*) as students
from student
where district_id = :districtId and scope_id = :scopeId and archived_at is null and sis_id <> ''
group by sis_id;

analyze known_student;

create temp table file_row on commit drop as
select r.line, r.student_sis_id, k.student_id, r.cells, cast(null as text) as sis_id
from {{rows}} r
left join known_student k on k.sis_id = r.student_sis_id and k.students = 1;

analyze file_row;

-- Attributes have no ids that people could share, and no people who could be mistaken.
create temp table shared_id (sis_id text) on commit drop;
create temp table unclear_row (line bigint) on commit drop;
