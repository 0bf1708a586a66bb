-- What the file says of each student and attribute: one value.
-- Reads file_row.
-- Makes file_attribute, several_rows, file_value, chosen_value, value_change.
insert into attribute (district_id, key, name, created_run)
select :districtId, c.key, c.name, :runId
from json_to_recordset(cast(:columns as json)) as c (key text, name text)
where not exists (select from attribute a where a.district_id = :districtId and a.key = c.key)
order by c.key
on conflict (district_id, key) do nothing;

create temp table file_attribute on commit drop as
select c.position, a.attribute_id, c.name
from json_to_recordset(cast(:columns as json)) as c (position int, key text, name text)
join attribute a on a.district_id = :districtId and a.key = c.key;

analyze file_attribute;

-- Students who are on several rows. One of their rows counts as theirs, the others as duplicates.
create temp table several_rows on commit drop as
select student_id, max(line) as kept_line from file_row where student_id is not null
group by student_id having count(*) > 1;

analyze several_rows;

-- What a warning dropped says nothing.
create temp table file_value on commit drop as
select r.line, r.student_id, f.attribute_id, v.value
from file_row r
cross join lateral jsonb_array_elements_text(cast(r.cells as jsonb)) with ordinality as v (value, position)
join file_attribute f on f.position = v.position
where r.student_id is not null and v.value is not null;

analyze file_value;

-- Where rows disagree a text comes before an empty cell, then the value as stored, then the last row's: a file in changing
-- order must not flip a value every night.
create temp table chosen_value on commit drop as
select v.line, v.student_id, v.attribute_id, v.value
from file_value v
where v.student_id not in (select student_id from several_rows)
union all
select chosen.* from (
  select distinct on (v.student_id, v.attribute_id) v.line, v.student_id, v.attribute_id, v.value
  from file_value v
  join several_rows d on d.student_id = v.student_id
  left join student_attribute s
    on s.district_id = :districtId and s.student_id = v.student_id and s.attribute_id = v.attribute_id
  order by v.student_id, v.attribute_id, v.value = '', v.value is distinct from s.value, v.line desc
) as chosen;

analyze chosen_value;

create temp table value_change on commit drop as
select v.student_id, v.attribute_id, v.line, v.value, s.student_id is null as is_new,
  s.archived_at is not null as was_ended, s.value as old_value, s.archived_at, s.end_reason, s.source_run, s.source_line
from chosen_value v
left join student_attribute s
  on s.district_id = :districtId and s.student_id = v.student_id and s.attribute_id = v.attribute_id
where v.value <> '' and (s.student_id is null or s.archived_at is not null or s.value <> v.value);

analyze value_change;
