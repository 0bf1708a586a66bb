-- What ../../guardians/sql/end-links.sql is to end: open links of students who are archived.
create temp table ending_link on commit drop as
select l.student_id, l.guardian_id, 'student' as reason
from guardian_link l
join student s on s.district_id = l.district_id and s.student_id = l.student_id
where l.district_id = :districtId and l.scope_id = :scopeId and l.archived_at is null and s.archived_at is not null;
