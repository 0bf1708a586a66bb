-- Rule 5: the rows left make new guardians: one for each contact key, and without contact one for each name of a
-- student. Numbered by what they are, not by the order of rows.
-- Reads open_row.
-- Makes new_guardian.
-- Changes placed_row.
create temp table new_guardian on commit drop as
select contact_key, name_key, student_id, nextval('guardian_guardian_id_seq') as guardian_id
from (
  select * from (
    select distinct contact_key, case when contact_key is null then r.name_key end as name_key,
      case when contact_key is null then r.student_id end as student_id
    from open_row r
    where not exists (select from placed_row p where p.row_id = r.row_id)
  ) as person
  order by contact_key collate "C", name_key collate "C", student_id
) as in_order;

analyze new_guardian;

insert into placed_row
with unplaced as (
  select r.* from open_row r where not exists (select from placed_row p where p.row_id = r.row_id)
)
select r.*, n.guardian_id
from unplaced r join new_guardian n on n.contact_key = r.contact_key
union all
select r.*, n.guardian_id
from unplaced r join new_guardian n on n.student_id = r.student_id and n.name_key = r.name_key
where r.contact_key is null;

analyze placed_row;
