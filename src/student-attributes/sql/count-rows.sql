-- A student's row is applied where this run wrote anything that it says. The part may have run before, with less allowed.
-- Reads file_row, chosen_value, value_change, ending_value.
with student_row as (
  select distinct student_id from file_row where student_id is not null
), touched as (
  select distinct student_id from student_attribute where district_id = :districtId and source_run = :runId
)
select
  (select count(*) from student_row) as students,
  (select count(*) from student_row where student_id in (select student_id from touched)) as applied,
  (select count(*) from file_row where student_id is not null) as known_rows,
  (select count(*) from file_row where student_id is null) as skipped,
  (select count(*) from chosen_value where value <> '') as "values",
  (select count(*) from value_change where is_new) as created,
  (select count(*) from value_change where was_ended) as restored,
  (select count(*) from value_change) as changed,
  (select count(*) from ending_value) as archived
