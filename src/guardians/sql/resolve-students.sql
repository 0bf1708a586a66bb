-- The rows with their students; names and keys were made when the row was staged. A student is found by its exact id
-- among the active students of the scope; an id that several of them have names nobody.
-- Reads {{rows}}.
-- Makes known_student, file_row.
create temp table known_student on commit drop as
select sis_id, min(student_id) as student_id, count(*) as students
from student
where district_id = :districtId and scope_id = :scopeId and archived_at is null and sis_id <> ''
group by sis_id;

analyze known_student;

create temp table file_row on commit drop as
select {{columns}}, k.student_id
from {{rows}} r
left join known_student k on k.sis_id = r.student_sis_id and k.students = 1;

analyze file_row;

select exists (select from file_row) as has_rows, exists (select from known_student) as has_students;
