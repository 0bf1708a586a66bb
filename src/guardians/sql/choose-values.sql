-- What the rows of each guardian come to: names, email and mobile phone from one row. A value that is missing or was
-- dropped leaves the stored one alone. A row with the id that says something new wins; then the stored values if a row
-- says nothing else (a file in changing order must not flip a family every night); then a row with the id, one with the
-- fewest missing values, one that says what is stored but for them or for the spelling; then the last row.
-- Reads placed_id, reused_id, placed_row, news_row.
-- Makes {{chosen}}.
create temp table {{chosen}} on commit drop as
select distinct on (r.guardian_id) r.guardian_id, r.row_id, r.line, r.group_name,
  coalesce(r.first_name, g.first_name, '') as first_name,
  coalesce(r.last_name, g.last_name, '') as last_name,
  coalesce(r.email, g.email, '') as email,
  coalesce(r.mobile_phone, g.mobile_phone, '') as mobile_phone,
  coalesce(r.home_phone, g.home_phone, '') as home_phone,
  -- With the number that it is about: a number that stays is not written again for how it was received.
  case when coalesce(r.mobile_phone, g.mobile_phone) = g.mobile_phone then g.mobile_received else r.mobile_received end
    as mobile_received,
  case when coalesce(r.home_phone, g.home_phone) = g.home_phone then g.home_received else r.home_received end as home_received,
  coalesce(r.language, g.language, '') as language,
  g.guardian_id is null as is_new,
  false as waits,
  -- What is stored already needs not be looked at again.
  g.archived_at is not null or coalesce(r.first_name <> g.first_name, false) or coalesce(r.last_name <> g.last_name, false)
    or coalesce(r.email <> g.email, false) or coalesce(r.mobile_phone <> g.mobile_phone, false)
    or coalesce(r.home_phone <> g.home_phone, false) or coalesce(r.language <> g.language, false)
    or r.guardian_id in (select guardian_id from placed_id where how = 'adopted')
    or r.guardian_id in (select guardian_id from reused_id) as differs
from placed_row r
left join guardian g on g.district_id = :districtId and g.guardian_id = r.guardian_id
cross join lateral (
  select coalesce(r.first_name, g.first_name) is not distinct from g.first_name
    and coalesce(r.last_name, g.last_name) is not distinct from g.last_name
    and coalesce(r.email, g.email) is not distinct from g.email
    and coalesce(r.mobile_phone, g.mobile_phone) is not distinct from g.mobile_phone as as_stored
) as s
order by r.guardian_id,
  -- One number in the place of several columns: a sort by them takes half as long again.
  case when r.row_id in (select row_id from news_row) then 0
      when (r.first_name, r.last_name, r.email, r.mobile_phone)
        is not distinct from (g.first_name, g.last_name, g.email, g.mobile_phone) then 1000
      when r.sis_id is not null and s.as_stored then 2000
      when r.sis_id is not null then 3000
      else 4000 end
    + 10 * num_nulls(r.first_name, r.last_name, r.email, r.mobile_phone)
    + case when s.as_stored then 0 else 2 end
    + case when r.contact_key = g.contact_key then 0 else 1 end,
  r.row_id desc;

analyze {{chosen}};
