-- Which rows speak for what, once every row has its guardian. A row dissents where it has another name, email or mobile
-- phone than its guardian was given.
-- Reads placed_row.
-- Makes dissent, link_row, duplicate_row.
-- Changes chosen.
create temp table dissent on commit drop as
with compared as (
  select r.guardian_id, r.row_id, r.line, r.group_name,
    c.row_id as chosen_row, c.line as chosen_line, c.group_name as chosen_group,
    coalesce(r.first_name <> c.first_name, false) or coalesce(r.last_name <> c.last_name, false)
      or coalesce(r.email <> c.email, false) or coalesce(r.mobile_phone <> c.mobile_phone, false) as contact,
    coalesce(r.home_phone <> c.home_phone, false) or coalesce(r.language <> c.language, false) as other
  from placed_row r
  join chosen c using (guardian_id)
  where r.row_id <> c.row_id
)
select * from compared where contact or other;

analyze dissent;

-- Home phone and language come from the rows that are left, each by itself: as stored where a row has it so, else the
-- last row's.
with other as (
  select r.guardian_id,
    coalesce((array_agg(r.home_phone order by coalesce(r.home_phone = g.home_phone, false) desc, r.row_id desc)
      filter (where r.home_phone is not null))[1], g.home_phone, '') as home_phone,
    case when bool_or(r.home_phone is not null) and not coalesce(bool_or(r.home_phone = g.home_phone), false)
      then (array_agg(r.home_received order by r.row_id desc) filter (where r.home_phone is not null))[1]
      else g.home_received end as home_received,
    coalesce((array_agg(r.language order by coalesce(r.language = g.language, false) desc, r.row_id desc)
      filter (where r.language is not null))[1], g.language, '') as language
  from placed_row r
  left join guardian g on g.district_id = :districtId and g.guardian_id = r.guardian_id
  where r.guardian_id in (select guardian_id from dissent where other and not contact)
    and not exists (select from dissent d where d.row_id = r.row_id and d.contact)
  group by r.guardian_id, g.home_phone, g.home_received, g.language
)
update chosen c set home_phone = o.home_phone, home_received = o.home_received, language = o.language, differs = true
from other o where o.guardian_id = c.guardian_id;

-- The one row that speaks for each (student, guardian); the others are duplicates. A link that a person made by hand
-- stays as they made it.
create temp table link_row on commit drop as
select *, is_new or (is_ours and (was_ended or relationship <> old_relationship or contact_type <> old_contact_type))
    as changes
from (
  select distinct on (r.student_id, r.guardian_id) r.student_id, r.guardian_id, r.row_id, r.line, r.group_name,
    coalesce(r.relationship, l.relationship, '') as relationship, l.relationship as old_relationship,
    coalesce(r.contact_type, l.contact_type, '') as contact_type, l.contact_type as old_contact_type,
    l.student_id is null as is_new,
    l.scope_id = :scopeId as is_ours,
    l.archived_at is not null as was_ended,
    l.said is not null or l.had is not null as remembers
  from placed_row r
  left join dissent d on d.row_id = r.row_id and d.contact
  left join guardian_link l
    on l.district_id = :districtId and l.student_id = r.student_id and l.guardian_id = r.guardian_id
  order by r.student_id, r.guardian_id, d.row_id is not null, num_nulls(r.relationship, r.contact_type),
    (coalesce(r.relationship, l.relationship) is not distinct from l.relationship
      and coalesce(r.contact_type, l.contact_type) is not distinct from l.contact_type) desc,
    r.row_id desc
) as speaking;

analyze link_row;

create temp table duplicate_row on commit drop as
select r.row_id, r.line, r.group_name, l.row_id as kept_row, l.line as kept_line, l.group_name as kept_group,
  r.student_id, r.guardian_id,
  coalesce(r.relationship <> l.relationship, false) or coalesce(r.contact_type <> l.contact_type, false) as disagrees
from placed_row r
join link_row l on l.student_id = r.student_id and l.guardian_id = r.guardian_id
where l.row_id <> r.row_id;

analyze duplicate_row;
