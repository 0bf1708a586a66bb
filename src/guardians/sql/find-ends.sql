-- Open links of the scope that no row names. Those of archived students end with the student, whatever the file says.
-- A link may be withheld since an earlier run, or hang on a student whose removal is withheld. `among`: of a file that only
-- adds nothing is absent, but for the links that a person has answered about.
create temp table absent_link on commit drop as
with unnamed_link as materialized (
  select student_id, guardian_id from guardian_link l
  where district_id = :districtId and scope_id = :scopeId and archived_at is null
    and not exists (select from link_row n where n.student_id = l.student_id and n.guardian_id = l.guardian_id)
)
select l.student_id, l.guardian_id,
  case when s.archived_at is not null then 'student'
    when u.guardian_id is not null and c.guardian_id is null then 'id-reused'
    else 'absent' end as reason,
  case when s.archived_at is null then p.line end as kept_by_line,
  p.kind as kept_by_kind,
  w.entity_id is not null as is_withheld,
  w.decision,
  h.entity_id is not null as hangs
from unnamed_link l
join student s on s.district_id = :districtId and s.student_id = l.student_id
left join reused_id u on u.guardian_id = l.guardian_id
left join chosen c on c.guardian_id = l.guardian_id
left join (
  select distinct on (student_id) student_id, line, kind from possible_student order by student_id, kind, line
) as p on p.student_id = l.student_id
left join withheld w on w.district_id = :districtId and w.scope_id = :scopeId and w.kind = 'guardianLinks'
  and w.entity_id = l.guardian_id and w.student_id = l.student_id
left join withheld h on h.district_id = :districtId and h.scope_id = :scopeId and h.kind = 'students'
  and h.entity_id = l.student_id
where case cast(:among as text) when 'all' then true when 'withheld' then w.entity_id is not null else false end;

analyze absent_link;

-- What would newly end; what an admin has let go is no longer asked about.
create temp table ending_link on commit drop as
select student_id, guardian_id, reason, is_withheld from absent_link
where reason = 'student'
  or (kept_by_line is null and not hangs
    and case when is_withheld then coalesce(decision = 'archive', false) else cast(:absence as boolean) end);

analyze ending_link;
