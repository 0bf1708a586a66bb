-- Open links of the scope that no row names. Those of archived students end with the student, whatever the file says.
create temp table absent_link on commit drop as
select l.student_id, l.guardian_id,
  case when s.archived_at is not null then 'student'
    when u.guardian_id is not null and c.guardian_id is null then 'id-reused'
    else 'absent' end as reason,
  case when s.archived_at is null then p.line end as kept_by_line,
  p.kind as kept_by_kind
from guardian_link l
join student s on s.district_id = :districtId and s.student_id = l.student_id
left join link_row n on n.student_id = l.student_id and n.guardian_id = l.guardian_id
left join reused_id u on u.guardian_id = l.guardian_id
left join chosen c on c.guardian_id = l.guardian_id
left join (
  select distinct on (student_id) student_id, line, kind from possible_student order by student_id, kind, line
) as p on p.student_id = l.student_id
where l.district_id = :districtId and l.scope_id = :scopeId and l.archived_at is null and n.student_id is null;

analyze absent_link;

create temp table ending_link on commit drop as
select student_id, guardian_id, reason from absent_link
where reason = 'student' or (kept_by_line is null and not cast(:withhold as boolean));

analyze ending_link;
