-- One round of rule 2: the lowest id chooses first. An id is placed once no lower one can still want its guardian, so
-- the rounds together come to the same as going through the ids one by one.
-- Reads id_candidate.
-- Changes placed_id.
insert into placed_id
with open as (
  select * from id_candidate c
  where not exists (select from placed_id p where p.sis_id = c.sis_id)
    and not exists (select from placed_id p where p.guardian_id = c.guardian_id)
), best as (
  select distinct on (sis_id) sis_id, guardian_id from open
  order by sis_id, distance, created_run, guardian_id
), lowest as (
  select guardian_id, min(sis_id collate "C") as sis_id from open group by guardian_id
)
select b.sis_id, b.guardian_id, 'adopted'
from best b join lowest w on w.guardian_id = b.guardian_id and w.sis_id = b.sis_id
returning sis_id;
