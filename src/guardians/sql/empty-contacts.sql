-- Contacts that are nobody's own. An email or a mobile phone on rows of 10 or more full names, and an email that the roster
-- has as a student's, are empty cells from here on: no rule knows anybody by them, and what is stored is cleared. Of the
-- students' emails only those count that are of the mail domain of most: a parent's address on a young student's record
-- is the parent's.
-- Makes emptied_cell.
-- Changes file_row.
create temp table emptied_cell on commit drop as
with frequent_email as (
  select email as value from file_row where email <> '' group by email having count(*) >= 10
), frequent_phone as (
  select mobile_phone as value from file_row where mobile_phone <> '' group by mobile_phone having count(*) >= 10
), shared_email as materialized (
  select f.value, count(distinct r.name_key) as names
  from frequent_email f join file_row r on r.email = f.value
  group by f.value having count(distinct r.name_key) >= 10
), shared_phone as materialized (
  select f.value, count(distinct r.name_key) as names
  from frequent_phone f join file_row r on r.mobile_phone = f.value
  group by f.value having count(distinct r.name_key) >= 10
), pupil as materialized (
  select email, split_part(email, '@', 2) as domain from student
  where district_id = :districtId and scope_id = :scopeId and archived_at is null and email <> ''
), domain as (
  select domain from pupil group by domain having count(*) * 2 > (select count(*) from pupil)
), student_email as materialized (
  select distinct email as value from pupil join domain using (domain)
)
select r.row_id, 'email' as of_column, true as is_students, cast(null as bigint) as names
from file_row r join student_email e on e.value = r.email
union all
select r.row_id, 'email', false, e.names
from file_row r join shared_email e on e.value = r.email
where not exists (select from student_email s where s.value = e.value)
union all
select r.row_id, 'mobilePhone', false, p.names
from file_row r join shared_phone p on p.value = r.mobile_phone;

analyze emptied_cell;

update file_row r
set email = c.email, mobile_phone = c.mobile_phone,
  contact_key = contact_key(coalesce(r.first_name, ''), coalesce(r.last_name, ''), coalesce(c.email, ''), coalesce(c.mobile_phone, ''))
from (
  select f.row_id, case when bool_or(e.of_column = 'email') then '' else f.email end as email,
    case when bool_or(e.of_column = 'mobilePhone') then '' else f.mobile_phone end as mobile_phone
  from file_row f join emptied_cell e using (row_id)
  group by f.row_id, f.email, f.mobile_phone
) as c
where c.row_id = r.row_id;

-- Rows whose guardian has a student's email, or the name of the row's own student.
select count(*) filter (
    where r.row_id in (select row_id from emptied_cell where is_students)
      -- First names differ in nearly all rows, and a key takes long.
      or case when lower(r.first_name) = lower(s.first_name) then r.name_key = name_key(s.first_name, s.last_name) end
  ) as own,
  count(*) as rows
from file_row r
left join student s on s.district_id = :districtId and s.student_id = r.student_id and s.first_name <> '' and s.last_name <> '';
