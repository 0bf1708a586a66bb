-- How many guardians the ends of tonight would leave without any link, of how many, and all of whose links are withheld
-- since an earlier run.
-- Reads ending_link, link_row, absent_link.
with losing as (
  select distinct guardian_id from ending_link where reason <> 'student' and not is_withheld
)
select
  (select count(*) from losing
   where not exists (select from guardian_link l
       where l.district_id = :districtId and l.guardian_id = losing.guardian_id and l.archived_at is null
         and not exists (select from ending_link e where e.student_id = l.student_id and e.guardian_id = l.guardian_id))
     and not exists (select from link_row n where n.guardian_id = losing.guardian_id)) as count,
  (select count(*) from guardian
   where district_id = :districtId and scope_id = :scopeId and archived_at is null) as active,
  (select count(*) from (select distinct guardian_id from absent_link where is_withheld) as waiting
   where not exists (select from guardian_link l
     where l.district_id = :districtId and l.guardian_id = waiting.guardian_id and l.archived_at is null
       and not exists (select from absent_link a
         where a.student_id = l.student_id and a.guardian_id = l.guardian_id and a.is_withheld))) as withheld
