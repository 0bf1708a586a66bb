-- In a file with a column for the type of the phone: rows of one student and person that differ in the number alone are one
-- row. Of several numbers of one type the one counts that is stored for a guardian of the student, else the lowest: the order
-- of rows and what was read the night before must not decide.
-- Makes joined_row.
-- Changes file_row.
create temp table joined_row on commit drop as
select min(row_id) over person as kept_row, row_id, student_id, name_key, mobile_phone, home_phone
from file_row
window person as (
  partition by student_sis_id, sis_id, first_name, last_name, email, language, relationship, contact_type);

analyze joined_row;

with several as (
  select kept_row, student_id, name_key,
    array_agg(distinct mobile_phone) filter (where mobile_phone <> '') as mobiles, bool_or(mobile_phone is null) as lacks_mobile,
    array_agg(distinct home_phone) filter (where home_phone <> '') as homes, bool_or(home_phone is null) as lacks_home
  from joined_row
  group by kept_row, student_id, name_key
  having count(*) > 1
), stored as (
  select distinct on (s.kept_row) s.kept_row, g.mobile_phone, g.home_phone
  from several s
  join guardian_link l on l.district_id = :districtId and l.student_id = s.student_id
  join guardian g on g.district_id = :districtId and g.guardian_id = l.guardian_id and g.name_key = s.name_key
  where g.mobile_phone = any(s.mobiles)
  order by s.kept_row, l.archived_at is not null, g.guardian_id
), chosen_number as (
  select s.kept_row,
    coalesce(t.mobile_phone, s.mobiles[1], case when not s.lacks_mobile then '' end) as mobile_phone,
    coalesce(case when t.home_phone = any(s.homes) then t.home_phone end, s.homes[1],
      case when not s.lacks_home then '' end) as home_phone
  from several s left join stored t using (kept_row)
)
update file_row r
set mobile_phone = n.mobile_phone, home_phone = n.home_phone,
  contact_key = contact_key(coalesce(r.first_name, ''), coalesce(r.last_name, ''), coalesce(r.email, ''),
    coalesce(n.mobile_phone, ''))
from chosen_number n
where n.kept_row = r.row_id;

delete from file_row r using joined_row j where j.row_id = r.row_id and j.kept_row <> j.row_id;

select count(*) as joined from joined_row where kept_row <> row_id;
