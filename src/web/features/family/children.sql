-- A student and those who share a guardian with them.
select s.student_id, s.first_name, s.last_name, s.grade, s.sis_id, s.source_line, c.name as school,
  r.settings #>> '{roster,source}' as source
from student s
left join school c on c.district_id = s.district_id and c.school_id = s.school_id
left join run r on r.district_id = s.district_id and r.run_id = s.source_run
where s.district_id = :districtId and s.archived_at is null and (s.student_id = :studentId or s.student_id in (
  select b.student_id from guardian_link a
  join guardian_link b using (district_id, guardian_id)
  where a.district_id = :districtId and a.student_id = :studentId and a.archived_at is null and b.archived_at is null))
order by s.source_line nulls last, s.student_id
limit 20
