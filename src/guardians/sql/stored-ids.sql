-- Rule 1: a stored ID is its guardian, unless the guardian has an email, a mobile phone or a claimed account and none of
-- the ID's rows agrees with the guardian: then the ID was given to another person.
-- Reads named_id, shared_id, file_row.
-- Makes file_id, doubtful_guardian, judged_row, agreeing_row, reused_id, placed_id.
create temp table file_id on commit drop as
select n.sis_id, g.guardian_id
from named_id n
left join guardian g on g.district_id = :districtId and g.scope_id = :scopeId and g.sis_id = n.sis_id
where n.is_usable and not exists (select from shared_id s where s.sis_id = n.sis_id);

analyze file_id;

-- A row of the ID with the stored name and contact leaves no doubt.
create temp table doubtful_guardian on commit drop as
with recursive doubtful as materialized (
  select g.guardian_id, g.sis_id, g.first_name, g.last_name, g.name_key, g.contact_key, g.email, g.mobile_phone,
    first_word(g.first_name) as word
  from guardian g
  where g.district_id = :districtId and g.scope_id = :scopeId
    and g.guardian_id in (select guardian_id from file_id)
    and not exists (select from file_row r where r.sis_id = g.sis_id
      and coalesce(r.contact_key, r.name_key) = coalesce(g.contact_key, g.name_key))
), login as (
  select d.guardian_id, a.merged_into, a.claimed_at
  from doubtful d
  join role r on r.district_id = :districtId and r.kind = 'guardian' and r.entity_id = d.guardian_id
  join account a on a.district_id = :districtId and a.account_id = r.account_id
  where d.contact_key is null
  union all
  select v.guardian_id, a.merged_into, a.claimed_at
  from login v join account a on a.district_id = :districtId and a.account_id = v.merged_into
), claimed as (
  select guardian_id from login where merged_into is null and claimed_at is not null
), having_key as (
  -- The ID's own rows don't have the guardian's key, so these are of others.
  select r.contact_key, bool_or(i.sis_id is not null and i.guardian_id is null) as is_of_new_id
  from file_row r
  left join file_id i on i.sis_id = r.sis_id
  where r.contact_key in (select contact_key from doubtful)
  group by r.contact_key
)
select d.*, h.contact_key is not null as key_is_elsewhere, coalesce(h.is_of_new_id, false) as new_id_has_key
from doubtful d left join having_key h on h.contact_key = d.contact_key
where d.contact_key is not null or d.guardian_id in (select guardian_id from claimed);

analyze doubtful_guardian;

create temp table judged_row on commit drop as
select d.guardian_id, d.sis_id, d.name_key as stored_name, d.key_is_elsewhere, d.new_id_has_key, r.row_id, r.contact_key,
  l.guardian_id is not null as is_linked, n.is_named, d.word <> '' and first_word(coalesce(r.first_name, '')) = d.word as is_first,
  e.same or p.same as shares, (case when e.other then 1 else 0 end) + (case when p.other then 1 else 0 end) as contradictions,
  -- What it says is as stored; the rest was dropped or has no column.
  d.contact_key is not null and n.is_named
    and coalesce(r.email, d.email) = d.email and coalesce(r.mobile_phone, d.mobile_phone) = d.mobile_phone as is_own
from doubtful_guardian d
join file_row r on r.sis_id = d.sis_id
left join guardian_link l
  on l.district_id = :districtId and l.student_id = r.student_id and l.guardian_id = d.guardian_id
cross join lateral (
  select name_key(coalesce(r.first_name, d.first_name), coalesce(r.last_name, d.last_name)) = d.name_key as is_named) as n
cross join lateral (select coalesce(r.email, '') <> '' and d.email <> '' as both) as has_email
cross join lateral (
  select has_email.both and r.email = d.email as same, has_email.both and r.email <> d.email as other) as e
cross join lateral (select coalesce(r.mobile_phone, '') <> '' and d.mobile_phone <> '' as both) as has_phone
cross join lateral (
  select has_phone.both and r.mobile_phone = d.mobile_phone as same,
    has_phone.both and r.mobile_phone <> d.mobile_phone as other) as p;

analyze judged_row;

create temp table agreeing_row on commit drop as
with another as (
  -- Rows with the contact key of another guardian agree with that one only. But one of the same full name may be a second
  -- record of the same person: archived, or named by rows of its own, while nobody else has the stored contact.
  select j.guardian_id, j.row_id, j.sis_id, j.contact_key, other.guardian_id as other, other.sis_id as other_id,
    other.archived_at is not null as is_archived,
    other.name_key = j.stored_name and not j.key_is_elsewhere as may_be_second
  from judged_row j
  join guardian other on other.contact_key = j.contact_key
  where other.district_id = :districtId and other.scope_id = :scopeId and other.guardian_id <> j.guardian_id and not j.is_own
), second_record as (
  select row_id, other from another where may_be_second and is_archived
  union
  select a.row_id, a.other
  from another a join file_row r on r.contact_key = a.contact_key and r.sis_id is distinct from a.sis_id
  where a.may_be_second
  union
  select a.row_id, a.other from another a join file_row r on r.sis_id = a.other_id where a.may_be_second
), anothers as (
  select distinct a.row_id
  from another a left join second_record s on s.row_id = a.row_id and s.other = a.other
  where s.row_id is null
), sought as (
  -- Whoever agrees with a row in the full name, or whose contact key is elsewhere, needs no search.
  select d.* from doubtful_guardian d
  where not d.key_is_elsewhere
    and not exists (
      select from judged_row j left join anothers a using (row_id)
      where j.guardian_id = d.guardian_id and j.is_named and a.row_id is null)
), place as (
  select d.*, l.student_id
  from sought d join guardian_link l on l.district_id = :districtId and l.guardian_id = d.guardian_id
), namesake_row as (
  select p.guardian_id, r.sis_id, r.email, r.mobile_phone
  from place p join file_row r on r.student_id = p.student_id and r.name_key = p.name_key
  where r.first_name is not null and r.last_name is not null
  union all
  select p.guardian_id, r.sis_id, r.email, r.mobile_phone
  from place p join file_row r on r.student_id = p.student_id and r.last_name = p.last_name
  where r.first_name is null
  union all
  select p.guardian_id, r.sis_id, r.email, r.mobile_phone
  from place p join file_row r on r.student_id = p.student_id and r.first_name = p.first_name
  where r.last_name is null
), elsewhere as (
  -- The guardian's full name at one of the guardian's students under another ID, or none, with nothing that contradicts;
  -- but not that of a stored namesake.
  select distinct d.guardian_id
  from sought d
  join namesake_row r on r.guardian_id = d.guardian_id
  left join guardian namesake
    on namesake.district_id = :districtId and namesake.scope_id = :scopeId and namesake.sis_id = r.sis_id
      and namesake.name_key = d.name_key
  where r.sis_id is distinct from d.sis_id and namesake.guardian_id is null
    and (coalesce(r.email, '') in ('', d.email) or d.email = '')
    and (coalesce(r.mobile_phone, '') in ('', d.mobile_phone) or d.mobile_phone = '')
)
select j.guardian_id, j.row_id
from judged_row j
left join anothers a on a.row_id = j.row_id
left join elsewhere e on e.guardian_id = j.guardian_id
where a.row_id is null
  and case when j.new_id_has_key then j.is_named and j.shares
    when j.is_named then true
    when j.key_is_elsewhere or e.guardian_id is not null then false
    when j.is_first and j.shares then true
    when j.is_linked then j.is_first and j.contradictions < 2 or j.shares and j.contradictions = 0
    else false end;

analyze agreeing_row;

create temp table reused_id on commit drop as
select d.guardian_id, d.sis_id
from doubtful_guardian d
where not exists (select from agreeing_row a where a.guardian_id = d.guardian_id);

analyze reused_id;

create temp table placed_id on commit drop as
select sis_id, guardian_id, 'stored' as how
from file_id i
where guardian_id is not null and not exists (select from reused_id u where u.guardian_id = i.guardian_id);

analyze placed_id;

select exists (select from file_id i where not exists (select from placed_id p where p.sis_id = i.sis_id)) as has_new_ids;
