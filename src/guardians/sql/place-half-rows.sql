-- Rows with half a contact for which rule 4 found nobody go to the guardian with their contact key.
-- Reads half_row, key_match.
-- Changes placed_row.
insert into placed_row
select r.*, m.guardian_id
from half_row r join key_match m using (row_id)
where not exists (select from half_match n where n.row_id = r.row_id);

analyze placed_row;
