-- The first school that the source names is the main one; a sync of some schools knows no other than those.
-- chr(31): as stored, of a person who is active.
create temp table desired_staff on commit drop as
with rows as (
  select distinct on (source_id) * from {{staff}} order by source_id, line
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
  r.staff_number, r.username, case when r.title = chr(31) then coalesce(t.title, '') else r.title end as title,
  r.first_name, r.middle_name, r.last_name, r.email, r.sms, r.phone, r.credential_phone
from rows r
left join schools s using (source_id)
left join staff t
  on r.school_source_ids = chr(31) and t.district_id = :districtId and t.scope_id = :scopeId
  and t.source_id = r.source_id and t.archived_at is null
where t.staff_id is not null
  or (r.school_source_ids <> chr(31) and (cast(:schools as text[]) is null or s.school_id is not null));
