-- Ids that nobody took make new guardians, numbered by their ids, not by the order of rows.
-- Reads new_id.
-- Changes placed_id.
insert into placed_id
select sis_id, nextval('guardian_guardian_id_seq'), 'new'
from (
  select sis_id from new_id n where not exists (select from placed_id p where p.sis_id = n.sis_id)
  order by sis_id collate "C"
) as nobody;

analyze placed_id;
