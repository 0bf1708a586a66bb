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
  select r.* from file_row r join new_id using (sis_id) where r.usable
), met as (
  select r.sis_id, g.guardian_id, g.created_run, g.sis_id as old_id
  from new_row r join guardian g on g.contact_key = r.contact_key
  where g.district_id = :districtId and g.scope_id = :scopeId
  union
  select r.sis_id, g.guardian_id, g.created_run, g.sis_id
  from new_row r
  join guardian_link l on l.district_id = :districtId and l.student_id = r.student_id
  join guardian g on g.district_id = :districtId and g.scope_id = :scopeId and g.guardian_id = l.guardian_id
  where r.contact_key is null and g.contact_key is null
    and name_key(coalesce(r.first_name, g.first_name), coalesce(r.last_name, g.last_name)) = g.name_key
), free as (
  select m.sis_id, m.guardian_id, m.created_run, m.old_id is not null and u.guardian_id is null as has_id
  from met m
  left join reused_id u on u.guardian_id = m.guardian_id
  left join named_id n on n.sis_id = m.old_id
  left join (select distinct cell from {{errors}}) as e on e.cell = m.old_id
  where m.old_id is null or u.guardian_id is not null
    or (n.sis_id is null and e.cell is null and cast(:namesAll as boolean))
)
select c.sis_id, c.guardian_id, c.created_run,
  min(case when l.guardian_id is null then 2 when l.archived_at is null then 0 else 1 end) as distance
from free c
join new_row r on r.sis_id = c.sis_id
left join guardian_link l
  on l.district_id = :districtId and l.student_id = r.student_id and l.guardian_id = c.guardian_id
group by c.sis_id, c.guardian_id, c.created_run, c.has_id
having not c.has_id or count(l.guardian_id) > 0;

analyze id_candidate;
