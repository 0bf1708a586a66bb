-- A row without id whose email or mobile phone was dropped with a warning, while another row of its student says the same
-- name and another contact: where nothing is left of its own contact, or what is left is the other's too, it can't be known
-- which of the two it means, so it is skipped and read again in the next run. A column that the whole file lacks drops nothing.
-- Makes unclear_row.
-- Changes file_row.
create temp table unclear_row on commit drop as
with dropped as (
  select row_id, student_id, name_key, email, mobile_phone from file_row
  where usable and sis_id is null
    and ((email is null and exists (select from file_row where email is not null))
      or (mobile_phone is null and exists (select from file_row where mobile_phone is not null)))
)
select distinct d.row_id
from dropped d
join file_row r on r.student_id = d.student_id and r.name_key = d.name_key
where (r.email, r.mobile_phone) is distinct from (d.email, d.mobile_phone)
  and (coalesce(d.email, '') = '' and coalesce(d.mobile_phone, '') = ''
    or r.email = d.email and d.email <> ''
    or r.mobile_phone = d.mobile_phone and d.mobile_phone <> '');

analyze unclear_row;

update file_row r set usable = false from unclear_row u where u.row_id = r.row_id;
