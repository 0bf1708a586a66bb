-- Students whose links must not end in this run, because a row that was not applied could mean them: the row's id, or any
-- cell of a row in error, equals one of the student's ids but for letter case, blanks and leading zeros, or is a number
-- like 1.23E+08 that the student's id rounds to. Each id is looked for once, however many rows have it: 1E05 may mean each
-- of a hundred thousand students.
-- Reads file_row, shared_id, unclear_row, {{errors}}.
-- Makes skipped_row, doubtful_row, doubtful_id, student_id_field, possible_student.
create temp table skipped_row on commit drop as
select row_id, line, group_name, student_sis_id, student_id from file_row
where student_id is null and not exists (select from shared_id s where s.sis_id = file_row.sis_id)
union all
select row_id, line, group_name, student_sis_id, student_id from file_row join unclear_row using (row_id);

analyze skipped_row;

create temp table doubtful_row on commit drop as
select line, student_sis_id as id, 'skipped' as kind from skipped_row
union all
select line, student_sis_id, 'error' from file_row where sis_id in (select sis_id from shared_id)
union all
select line, cell, 'error' from {{errors}};

analyze doubtful_row;

create temp table doubtful_id on commit drop as
select id, loose_id(id) as loose from (select distinct id from doubtful_row where id <> '') as once;

analyze doubtful_id;

create temp table student_id_field on commit drop as
select s.student_id, f.field, f.id, loose_id(f.id) as loose
from student s
cross join lateral (
  values ('sis_id', s.sis_id), ('source_id', s.source_id), ('student_number', s.student_number), ('state_id', s.state_id)
  union all
  select key, value from jsonb_each_text(s.other_ids)
) as f (field, id)
where s.district_id = :districtId and s.scope_id = :scopeId and s.archived_at is null and f.id <> ''
  and exists (select from doubtful_id);

analyze student_id_field;

create temp table possible_student on commit drop as
with named as (
  select *, count(*) over (partition by field, loose) as holders
  from student_id_field where loose in (select loose from doubtful_id)
), exponent as (
  select id, parts[1] || coalesce(parts[2], '') as digits, length(coalesce(parts[2], '')) as decimals,
    cast(parts[3] as int) as exponent
  from doubtful_id
  cross join lateral regexp_match(id, '^(\d)(?:[.,](\d{1,15}))?[eE]\+?(\d{1,2})$') as parts
  where id ~ '^\d([.,]\d{1,15})?[eE]\+?\d{1,2}$'
), number as (
  select distinct student_id, field, cast(id as numeric) as value from student_id_field
  where id ~ '^\d{1,40}$' and exists (select from exponent)
), magnitude as materialized (
  select decimals, exponent, power(cast(10 as numeric), exponent - decimals) as unit,
    power(cast(10 as numeric), exponent - 1) as least, power(cast(10 as numeric), exponent + 1) as beyond
  from (select distinct decimals, exponent from exponent) as e
), rounded as (
  -- 1.23E+08 stands for all that rounds to 123 millions: scaled so that equality finds them.
  select n.student_id, n.field, m.decimals, m.exponent, round(n.value / m.unit) as scaled
  from number n join magnitude m on n.value >= m.least and n.value < m.beyond
)
select d.id, f.student_id, f.field,
  case when f.field <> 'sis_id' then 'other-field'
    when f.id = d.id then 'same'
    when ltrim(f.id, '0') = ltrim(d.id, '0') then 'zeros'
    else 'spelling' end as way
from doubtful_id d join named f using (loose)
-- What many students have in common, such as a school's number, is no id.
where f.field = 'sis_id' or f.holders <= 20
union all
select e.id, r.student_id, r.field, 'exponent'
from exponent e
join rounded r on r.decimals = e.decimals and r.exponent = e.exponent and r.scaled = cast(e.digits as numeric);

analyze possible_student;
