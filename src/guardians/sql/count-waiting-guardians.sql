-- How many guardians would be left without any link by what waits for an answer, of how many.
with waiting as (
  select entity_id as guardian_id, student_id from withheld
  where district_id = :districtId and scope_id = :scopeId and kind = 'guardianLinks' and decision is null
)
select
  (select count(*) from (select distinct guardian_id from waiting) as g
   where not exists (select from guardian_link l
     where l.district_id = :districtId and l.guardian_id = g.guardian_id and l.archived_at is null
       and not exists (select from waiting w where w.student_id = l.student_id and w.guardian_id = l.guardian_id))) as count,
  (select count(*) from guardian
   where district_id = :districtId and scope_id = :scopeId and archived_at is null) as active
