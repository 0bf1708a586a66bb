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
select r.line, r.student_sis_id, k.student_id, nullif(r.guardian_sis_id, '') as sis_id,
  r.first_name, r.last_name, r.email, r.mobile_phone, r.home_phone, r.language, r.relationship, r.contact_type,
  r.name_key, r.contact_key, k.student_id is not null as usable
from {{rows}} r
left join known_student k on k.sis_id = r.student_sis_id and k.students = 1;

analyze file_row;
