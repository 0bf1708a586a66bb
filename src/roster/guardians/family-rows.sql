-- One row for each student of the scope and each of their guardians; a row of the student's id alone, which is an error
-- of the file, protects the links of students of whom a record in error may say something. Where changes alone come, all
-- else is as stored: so the rows are whole all the same.
-- Reads family_guardian, family_link, family_student.
with people as (
  select distinct on (source_id) * from family_guardian order by source_id, place
), stored as (
  select s.source_id as student_source_id, s.sis_id as student_sis_id, g.sis_id, g.first_name, g.last_name, g.email,
    g.mobile_phone, g.home_phone, g.language, k.relationship, k.contact_type
  from guardian g
  join guardian_link k on k.district_id = g.district_id and k.guardian_id = g.guardian_id and k.archived_at is null
  join student s on s.district_id = k.district_id and s.student_id = k.student_id and s.archived_at is null
  where g.district_id = :districtId and g.scope_id = :scopeId and k.scope_id = :scopeId and g.archived_at is null
), named as (
  select l.student_source_id, l.guardian_source_id, coalesce(nullif(l.relationship, ''), p.relationship) as relationship,
    coalesce(nullif(l.contact_type, ''), p.contact_type) as contact_type
  from family_link l
  join people p on p.source_id = l.guardian_source_id
  union
  select k.student_source_id, p.source_id, k.relationship, k.contact_type
  from stored k
  join people p on p.sis_id = k.sis_id
  where cast(:changesOnly as boolean) and not exists (
    select from family_link l
    where l.student_source_id = k.student_source_id and l.guardian_source_id = p.source_id)
), doubtful as (
  select source_id from family_error
  union
  select l.student_source_id from family_error e join family_link l on l.guardian_source_id = e.source_id
  union
  select k.student_source_id from family_error e join stored k on k.sis_id = e.source_id
)
select * from (
  select s.sis_id as student, p.sis_id as guardian, p.first_name, p.last_name, p.email, p.mobile_phone, p.home_phone,
    n.relationship, n.contact_type, p.language
  from named n
  join people p on p.source_id = n.guardian_source_id
  join family_student s on s.source_id = n.student_source_id
  union all
  select k.student_sis_id, coalesce(k.sis_id, ''), k.first_name, k.last_name, k.email, k.mobile_phone, k.home_phone,
    k.relationship, k.contact_type, k.language
  from stored k
  where cast(:changesOnly as boolean)
    and not exists (select from people p where p.sis_id = k.sis_id)
    -- Who has no id is known by student and name, as by the rules of the file.
    and not (k.sis_id is null and exists (
      select from people p join family_link l on l.guardian_source_id = p.source_id
      where p.sis_id = '' and l.student_source_id = k.student_source_id
        and name_key(p.first_name, p.last_name) = name_key(k.first_name, k.last_name)))
    and not exists (select from family_removed r where r.source_id = k.sis_id)
  union all
  select s.sis_id, '', '', '', '', '', '', '', '', ''
  from doubtful d
  join family_student s on s.source_id = d.source_id
) as family
order by student collate "C", guardian collate "C", first_name collate "C", last_name collate "C", email collate "C",
  mobile_phone collate "C", relationship collate "C", contact_type collate "C"
