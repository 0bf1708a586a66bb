-- Rule 2: who may take a new ID. A guardian with the contact key of one of the ID's rows; if row and guardian have no
-- contact, one linked to the row's student under the same name. The guardian has no ID (or just lost it), or is linked to a
-- student of the ID and has one that is nowhere in the file, not even in a row in error: a new SIS gives new IDs to
-- everybody. A file that doesn't name everybody can't show that.
-- Reads file_id, placed_id, file_row, reused_id, named_id, {{errors}}.
-- Makes new_id, id_candidate.
create temp table new_id on commit drop as
select sis_id from file_id i where not exists (select from placed_id p where p.sis_id = i.sis_id);

analyze new_id;

create temp table id_candidate on commit drop as
with new_row as materialized (
  select r.sis_id, r.student_id, r.contact_key, r.first_name, r.last_name
  from file_row r join new_id using (sis_id)
  where r.usable and exists (select from guardian g where g.district_id = :districtId and g.scope_id = :scopeId)
), new_key as (
  select distinct sis_id, contact_key from new_row where contact_key is not null
), linked as materialized (
  select r.sis_id, g.guardian_id, g.created_run, g.contact_key, g.sis_id as old_id,
    min(case when l.archived_at is null then 0 else 1 end) as distance,
    bool_or(r.contact_key is null and g.contact_key is null
      and name_key(coalesce(r.first_name, g.first_name), coalesce(r.last_name, g.last_name)) = g.name_key) as is_named
  from new_row r
  join guardian_link l on l.district_id = :districtId and l.student_id = r.student_id
  join guardian g on g.district_id = :districtId and g.scope_id = :scopeId and g.guardian_id = l.guardian_id
  group by r.sis_id, g.guardian_id, g.created_run, g.contact_key, g.sis_id
), free as (
  select d.*
  from linked d
  left join reused_id u on u.guardian_id = d.guardian_id
  left join named_id n on n.sis_id = d.old_id
  left join (select distinct cell from {{errors}}) as e on e.cell = d.old_id
  where d.old_id is null or u.guardian_id is not null
    or (n.sis_id is null and e.cell is null and cast(:namesAll as boolean))
)
select f.sis_id, f.guardian_id, f.created_run, f.distance
from free f left join new_key k on k.sis_id = f.sis_id and k.contact_key = f.contact_key
where f.is_named or k.sis_id is not null
union all
select k.sis_id, g.guardian_id, g.created_run, 2
from new_key k
join guardian g on g.district_id = :districtId and g.scope_id = :scopeId and g.contact_key = k.contact_key
left join reused_id u on u.guardian_id = g.guardian_id
left join linked d on d.sis_id = k.sis_id and d.guardian_id = g.guardian_id
where (g.sis_id is null or u.guardian_id is not null) and d.guardian_id is null;

analyze id_candidate;
