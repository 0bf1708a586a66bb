-- Rows of one contact key for which rule 4 found nobody join the guardian found for the others.
-- Reads open_row.
-- Changes placed_row.
insert into placed_row
select r.*, f.guardian_id
from open_row r
join (
  select distinct on (contact_key) contact_key, guardian_id from name_match
  where contact_key is not null
  order by contact_key, created_run, guardian_id
) as f using (contact_key)
where not exists (select from name_match m where m.row_id = r.row_id);
