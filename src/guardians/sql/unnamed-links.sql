-- Open links of the scope that no row names. Those of archived students end with the student, whatever the file says.
-- Reads link_row, reused_id, chosen.
-- Makes unnamed_link.
create temp table unnamed_link on commit drop as
with unnamed as materialized (
  select student_id, guardian_id from guardian_link l
  where district_id = :districtId and scope_id = :scopeId and archived_at is null
    and not exists (select from link_row n where n.student_id = l.student_id and n.guardian_id = l.guardian_id)
)
select l.student_id, l.guardian_id, cast(null as bigint) as line,
  case when s.archived_at is not null then 'student'
    when u.guardian_id is not null and c.guardian_id is null then 'id-reused'
    else 'absent' end as reason
from unnamed l
join student s on s.district_id = :districtId and s.student_id = l.student_id
left join reused_id u on u.guardian_id = l.guardian_id
left join chosen c on c.guardian_id = l.guardian_id;

analyze unnamed_link;
