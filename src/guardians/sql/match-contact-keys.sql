-- Rule 3: rows without ID, after those with IDs are placed and their guardians updated. The guardian who has the row's
-- contact key then: linked to the row's student (also by a row of this file), else without ID, else the oldest. If that
-- one has no open link to the student and the row has half a contact, rule 4 comes first.
-- Reads placed_id, reused_id, chosen_by_id, file_row.
-- Makes current_guardian, key_match, half_row, open_row.
-- Changes placed_row.
create temp table current_guardian on commit drop as
select g.guardian_id, g.created_run,
  p.guardian_id is not null or (g.sis_id is not null and u.guardian_id is null) as has_id,
  coalesce(c.first_name, g.first_name) as first_name,
  coalesce(c.last_name, g.last_name) as last_name,
  coalesce(c.email, g.email) as email,
  coalesce(c.mobile_phone, g.mobile_phone) as mobile_phone, g.home_phone, g.language,
  g.email as old_email, g.mobile_phone as old_mobile_phone,
  case when c.guardian_id is null then g.name_key else name_key(c.first_name, c.last_name) end as name_key,
  case when c.guardian_id is null then g.contact_key
    else contact_key(c.first_name, c.last_name, c.email, c.mobile_phone) end as contact_key
from guardian g
left join placed_id p on p.guardian_id = g.guardian_id
left join reused_id u on u.guardian_id = g.guardian_id
left join chosen_by_id c on c.guardian_id = g.guardian_id
where g.district_id = :districtId and g.scope_id = :scopeId
union all
select c.guardian_id, :runId, true, c.first_name, c.last_name, c.email, c.mobile_phone, c.home_phone, c.language,
  null, null,
  name_key(c.first_name, c.last_name), contact_key(c.first_name, c.last_name, c.email, c.mobile_phone)
from chosen_by_id c join placed_id p using (guardian_id)
where p.how = 'new';

analyze current_guardian;

create temp table key_match on commit drop as
select distinct on (r.row_id) r.row_id, c.guardian_id,
  (coalesce(r.email, '') = '' or coalesce(r.mobile_phone, '') = '')
    and named.guardian_id is null and (l.guardian_id is null or l.archived_at is not null) as is_half
from file_row r
join current_guardian c on c.contact_key = r.contact_key
left join guardian_link l
  on l.district_id = :districtId and l.student_id = r.student_id and l.guardian_id = c.guardian_id
left join (select distinct student_id, guardian_id from placed_row) as named
  on named.student_id = r.student_id and named.guardian_id = c.guardian_id
where r.usable and r.sis_id is null
order by r.row_id,
  case when named.guardian_id is not null or (l.guardian_id is not null and l.archived_at is null) then 0
    when l.guardian_id is not null then 1 else 2 end,
  -- Of two linked in the same way, the one who is as the row says in most else: else the two would change places every night.
  case when l.guardian_id is null then 0 else num_nulls(
    nullif(coalesce(r.relationship, l.relationship) = l.relationship, true),
    nullif(coalesce(r.contact_type, l.contact_type) = l.contact_type, true),
    nullif(coalesce(r.home_phone, c.home_phone) = c.home_phone, true),
    nullif(coalesce(r.language, c.language) = c.language, true)) end desc,
  c.has_id, c.created_run, c.guardian_id;

analyze key_match;

insert into placed_row
select r.*, m.guardian_id from file_row r join key_match m using (row_id) where not m.is_half;

analyze placed_row;

create temp table half_row on commit drop as
select r.* from file_row r join key_match m using (row_id) where m.is_half;

analyze half_row;

create temp table open_row on commit drop as
select r.* from file_row r
where r.usable and r.sis_id is null and not exists (select from key_match m where m.row_id = r.row_id);

analyze open_row;

select exists (select from open_row) as has_open_rows, exists (select from half_row) as has_half_rows;
