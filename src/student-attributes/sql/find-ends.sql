-- Open values of the file's attributes that it has no more: an empty cell, or no row of the student. Those of attributes
-- that have no column stay, and so do those of archived students, for when they come back. A value may be withheld since
-- an earlier run; with the removal of its student nothing ends by absence.
create temp table absent_value on commit drop as
select s.student_id, s.attribute_id, v.line, case when v.student_id is null then 'absent' else 'cleared' end as reason,
  p.line as kept_by_line, p.kind as kept_by_kind, w.entity_id is not null as is_withheld, w.decision,
  h.entity_id is not null and v.student_id is null as hangs
from student_attribute s
join file_attribute f on f.attribute_id = s.attribute_id
join student t on t.district_id = s.district_id and t.student_id = s.student_id and t.scope_id = :scopeId
  and t.archived_at is null
left join chosen_value v on v.student_id = s.student_id and v.attribute_id = s.attribute_id
left join (select distinct student_id from file_row where student_id is not null) as n on n.student_id = s.student_id
left join (
  select distinct on (student_id) student_id, line, kind from possible_student order by student_id, kind, line
) as p on p.student_id = s.student_id
left join withheld w on w.district_id = :districtId and w.scope_id = :scopeId and w.kind = 'studentAttributes'
  and w.entity_id = s.attribute_id and w.student_id = s.student_id
left join withheld h on h.district_id = :districtId and h.scope_id = :scopeId and h.kind = 'students'
  and h.entity_id = s.student_id
where s.district_id = :districtId and s.archived_at is null
  and case when v.student_id is null then n.student_id is null else v.value = '' end;

analyze absent_value;

-- What would newly end; what an admin has let go is no longer asked about.
create temp table ending_value on commit drop as
select student_id, attribute_id, line, reason, is_withheld from absent_value
where kept_by_line is null and not hangs
  and case when is_withheld then coalesce(decision = 'archive', false) else cast(:absence as boolean) end;

analyze ending_value;
