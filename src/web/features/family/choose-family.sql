-- A child of the family to show: of a guardian with several children whose account has a staff role too; if there is
-- none, of the guardian with the most children. The second half is not run if the first finds one.
with open_link as not materialized (
  select l.guardian_id, l.student_id, l.source_line
  from guardian_link l
  join student s using (district_id, student_id)
  where l.district_id = :districtId and l.scope_id = :scopeId and l.archived_at is null and s.archived_at is null
)
(
  select min(student_id) as student_id
  from open_link
  where guardian_id in (
    select g.entity_id
    from role g
    join role t using (district_id, account_id)
    where g.district_id = :districtId and g.kind = 'guardian' and t.kind = 'staff'
      and g.ended_at is null and t.ended_at is null)
  group by guardian_id
  having count(*) > 1
  order by min(source_line) nulls last, guardian_id
  limit 1
)
union all
(
  select min(student_id)
  from open_link
  group by guardian_id
  order by count(*) desc, min(source_line) nulls last, guardian_id
  limit 1
)
limit 1
