-- An ID is shared by different people, and all its rows are errors, if in two of them the first words of the first names
-- differ, or the full names differ and neither email nor mobile phone is in common. For each profile, the profiles that agree
-- with it in name, email or phone are counted (inclusion and exclusion), so that an ID on a hundred thousand rows costs no
-- quadratic join.
-- Makes named_id, shared_id.
-- Changes file_row.
create temp table named_id on commit drop as
select sis_id, min(name_key collate "C") <> max(name_key collate "C") as several_names, bool_or(usable) as is_usable
from file_row where sis_id is not null
group by sis_id;

analyze named_id;

create temp table shared_id on commit drop as
with profile as (
  -- Rows of one full name have no different first names.
  select distinct sis_id, name_key, nullif(first_word(coalesce(first_name, '')), '') as word,
    nullif(email, '') as email, nullif(mobile_phone, '') as phone
  from file_row join named_id using (sis_id) where several_names
), agreement as (
  select sis_id,
    min(word collate "C") over (partition by sis_id) <> max(word collate "C") over (partition by sis_id) as several_words,
    count(*) over (partition by sis_id) as profiles,
    count(*) over (partition by sis_id, name_key)
      + case when email is null then 0 else
          count(*) over (partition by sis_id, email) - count(*) over (partition by sis_id, name_key, email) end
      + case when phone is null then 0 else
          count(*) over (partition by sis_id, phone) - count(*) over (partition by sis_id, name_key, phone) end
      - case when email is null or phone is null then 0 else
          count(*) over (partition by sis_id, email, phone)
          - count(*) over (partition by sis_id, name_key, email, phone) end as agreeing
  from profile
)
select distinct sis_id from agreement where agreeing < profiles or several_words;

analyze shared_id;

update file_row r set usable = false from shared_id s where s.sis_id = r.sis_id;

select exists (select from named_id) as has_ids;
