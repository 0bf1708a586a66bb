-- Rule 2: who may take a new id. A guardian without id (or who just lost it) with the contact key of one of the id's
-- rows; where row and guardian have no contact, one linked to the row's student under the same name.
-- Reads file_id, placed_id, reused_id, file_row.
-- Makes new_id, free_guardian, id_candidate.
create temp table new_id on commit drop as
select sis_id from file_id i where not exists (select from placed_id p where p.sis_id = i.sis_id);

analyze new_id;

create temp table free_guardian on commit drop as
select g.* from guardian g
where g.district_id = :districtId and g.scope_id = :scopeId
  and (g.sis_id is null or exists (select from reused_id u where u.guardian_id = g.guardian_id))
  and exists (select from new_id);

analyze free_guardian;

create temp table id_candidate on commit drop as
with new_row as (
  select r.* from file_row r join new_id using (sis_id) where r.usable and exists (select from free_guardian)
), candidate as (
  select r.sis_id, f.guardian_id, f.created_run from new_row r join free_guardian f on f.contact_key = r.contact_key
  union
  select r.sis_id, f.guardian_id, f.created_run
  from new_row r
  join guardian_link l on l.district_id = :districtId and l.student_id = r.student_id
  join free_guardian f on f.guardian_id = l.guardian_id
  where r.contact_key is null and f.contact_key is null
    and name_key(coalesce(r.first_name, f.first_name), coalesce(r.last_name, f.last_name)) = f.name_key
)
select c.sis_id, c.guardian_id, c.created_run, bool_or(l.guardian_id is not null) as linked
from candidate c
join new_row r on r.sis_id = c.sis_id
left join guardian_link l
  on l.district_id = :districtId and l.student_id = r.student_id and l.guardian_id = c.guardian_id
group by c.sis_id, c.guardian_id, c.created_run;

analyze id_candidate;
