-- One row for each student of the scope and each of their guardians; a row of the student's id alone, which is an error
-- of the file, protects the links of students of whom a record in error may say something.
with people as (
  select distinct on (source_id) * from family_guardian order by source_id, place
), named as (
  select l.student_source_id, l.guardian_source_id, coalesce(nullif(l.relationship, ''), p.relationship) as relationship,
    coalesce(nullif(l.contact_type, ''), p.contact_type) as contact_type
  from family_link l
  join people p on p.source_id = l.guardian_source_id
  union
  -- Where changes alone come, who is whose is known from before.
  select s.source_id, p.source_id, k.relationship, k.contact_type
  from people p
  join guardian g on g.district_id = :districtId and g.scope_id = :scopeId and g.sis_id = p.source_id
  join guardian_link k on k.district_id = g.district_id and k.guardian_id = g.guardian_id and k.archived_at is null
  join student s on s.district_id = k.district_id and s.student_id = k.student_id
  where cast(:changesOnly as boolean) and not exists (
    select from family_link l where l.student_source_id = s.source_id and l.guardian_source_id = p.source_id)
), doubtful as (
  select source_id from family_error
  union
  select l.student_source_id from family_error e join family_link l on l.guardian_source_id = e.source_id
  union
  select s.source_id
  from family_error e
  join guardian g on g.district_id = :districtId and g.scope_id = :scopeId and g.sis_id = e.source_id
  join guardian_link k on k.district_id = g.district_id and k.guardian_id = g.guardian_id and k.archived_at is null
  join student s on s.district_id = k.district_id and s.student_id = k.student_id
)
select s.sis_id as student, p.source_id as guardian, p.first_name, p.last_name, p.email, p.mobile_phone, p.home_phone,
  n.relationship, n.contact_type
from named n
join people p on p.source_id = n.guardian_source_id
join student s
  on s.district_id = :districtId and s.scope_id = :scopeId and s.source_id = n.student_source_id and s.archived_at is null
union all
select s.sis_id, '', '', '', '', '', '', '', ''
from doubtful d
join student s
  on s.district_id = :districtId and s.scope_id = :scopeId and s.source_id = d.source_id and s.archived_at is null
order by 1 collate "C", 2 collate "C", 8 collate "C", 9 collate "C"
