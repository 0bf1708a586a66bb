-- The rows whose ids have their guardians; the others are to follow.
-- Reads file_row, placed_id.
-- Makes placed_row.
create temp table placed_row on commit drop as
select r.*, p.guardian_id
from file_row r join placed_id p using (sis_id)
where r.usable;

analyze placed_row;

select exists (select from file_row where usable and sis_id is null) as has_rows_without_id;
