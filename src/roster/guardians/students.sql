-- The students whose guardians count: those that the scope has. A dry run applies nothing before, so it takes those as
-- well that its roster would bring.
-- Makes family_student.
create temp table family_student on commit drop as
select source_id, sis_id from student
where district_id = :districtId and scope_id = :scopeId and archived_at is null and source_id is not null
