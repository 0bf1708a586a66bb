-- A child of the family to show: of a guardian with several children whose account has a staff role too; else of the
-- guardian with the most children.
with open_link as (
  select l.guardian_id, l.student_id, l.source_line
  from guardian_link l
  join student s using (district_id, student_id)
  where l.district_id = :districtId and l.scope_id = :scopeId and l.archived_at is null and s.archived_at is null
), both_roles as (
  select g.entity_id as guardian_id
  from role g
  join role t using (district_id, account_id)
  where g.district_id = :districtId and g.kind = 'guardian' and t.kind = 'staff' and g.ended_at is null and t.ended_at is null
), candidate as (
  select guardian_id, count(*) as children, min(source_line) as line, min(student_id) as student_id,
    guardian_id in (select guardian_id from both_roles) as has_both
  from open_link group by guardian_id
)
select student_id from candidate
order by children >= 2 and has_both desc, children desc, has_both desc, line nulls last, guardian_id
limit 1
