-- How many of the file's students every id field of the roster would find, with their leading zeros and without, and ids of
-- both sides that don't meet.
-- Reads file_row.
with named as (
  select distinct student_sis_id as id from file_row
), field as (
  select f.name, f.id
  from student s
  cross join lateral (
    values ('source_id', s.source_id), ('student_number', s.student_number), ('state_id', s.state_id),
      ('username', s.username), ('without leading zeros', ltrim(s.sis_id, '0'))
    union all
    select key, value from jsonb_each_text(s.other_ids)
  ) as f (name, id)
  where s.district_id = :districtId and s.scope_id = :scopeId and s.archived_at is null and f.id <> ''
), rate as (
  select f.name as field, count(distinct n.id) as known
  from field f
  join named n on f.id = case when f.name = 'without leading zeros' then ltrim(n.id, '0') else n.id end
  group by f.name
)
select
  (select json_agg(rate order by known desc, field) from rate) as rates,
  array(select student_sis_id from file_row where student_id is null group by student_sis_id order by student_sis_id limit 3)
    as file_ids,
  array(select sis_id from student where district_id = :districtId and scope_id = :scopeId and archived_at is null
    and sis_id <> '' order by sis_id limit 3) as roster_ids
