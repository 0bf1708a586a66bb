-- Open values of the file's attributes that it no longer has: an empty cell, or no row of the student. Those of attributes
-- that have no column stay, and so do those of archived students, for when they come back.
-- Reads file_attribute, chosen_value, file_row.
-- Makes unnamed_value.
create temp table unnamed_value on commit drop as
select s.student_id, s.attribute_id, v.line, case when v.student_id is null then 'absent' else 'cleared' end as reason
from student_attribute s
join file_attribute f on f.attribute_id = s.attribute_id
join student t on t.district_id = s.district_id and t.student_id = s.student_id and t.scope_id = :scopeId
  and t.archived_at is null
left join chosen_value v on v.student_id = s.student_id and v.attribute_id = s.attribute_id
left join (select distinct student_id from file_row where student_id is not null) as n on n.student_id = s.student_id
where s.district_id = :districtId and s.archived_at is null
  and case when v.student_id is null then n.student_id is null else v.value = '' end;

analyze unnamed_value;
