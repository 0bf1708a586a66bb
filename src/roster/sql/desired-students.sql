-- The first school that the source names is the main one; a sync of some schools knows no other than those.
-- chr(31): as stored, of a person who is active; as a language, of anybody.
create temp table desired_students on commit drop as
with rows as (
  select distinct on (source_id) * from {{students}} order by source_id, line
), schools as (
  select r.source_id, (array_agg(c.school_id order by named.position))[1] as school_id,
    array_agg(c.school_id order by c.school_id) as school_ids
  from rows r
  cross join unnest(string_to_array(r.school_source_ids, chr(31))) with ordinality as named (school, position)
  join school c on c.district_id = :districtId and c.source_id = named.school and c.archived_at is null
  where cast(:schools as text[]) is null or named.school = any(:schools)
  group by r.source_id
)
select r.source_id, r.line, coalesce(s.school_id, t.school_id) as school_id,
  coalesce(s.school_ids, t.school_ids, '{}') as school_ids,
  case when :studentIdField = 'STUDENT NUMBER' then r.student_number else r.student_id end as sis_id,
  r.student_number, r.state_id, r.username, cast(r.other_ids as jsonb) as other_ids, r.first_name, r.middle_name,
  r.last_name, r.email, r.phone, r.grade,
  case when r.language <> chr(31) then r.language else coalesce((
    select k.language from student k
    where k.district_id = :districtId and k.scope_id = :scopeId and k.source_id = r.source_id), '') end as language
from rows r
left join schools s using (source_id)
left join student t
  on r.school_source_ids = chr(31) and t.district_id = :districtId and t.scope_id = :scopeId
  and t.source_id = r.source_id and t.archived_at is null
where t.student_id is not null
  or (r.school_source_ids <> chr(31) and (cast(:schools as text[]) is null or s.school_id is not null));
