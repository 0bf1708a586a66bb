-- The first school that the source names is the main one; a sync of some schools knows no other than those.
-- chr(31) as the schools of a person: as stored, of one who is active.
-- Reads {{staged}}.
-- Makes desired_{{collection}}.
create temp table desired_{{collection}} on commit drop as
with rows as (
  select distinct on (source_id) * from {{staged}} order by source_id, line
), schools as (
  select r.source_id, (array_agg(c.school_id order by named.position))[1] as school_id,
    array_agg(c.school_id order by c.school_id) as school_ids
  from rows r
  cross join unnest(string_to_array(r.school_source_ids, chr(31))) with ordinality as named (school, position)
  join school c on c.district_id = :districtId and c.source_id = named.school and c.archived_at is null
  where cast(:schools as text[]) is null or named.school = any(:schools)
  group by r.source_id
)
select r.source_id, r.line,
  {{columns}}
from rows r
left join schools s using (source_id)
left join {{table}} k
  on {{keeps}}
  and k.district_id = :districtId and k.scope_id = :scopeId and k.source_id = r.source_id
where case when r.school_source_ids = chr(31) then k.source_id is not null and k.archived_at is null
  else cast(:schools as text[]) is null or s.school_id is not null end;
