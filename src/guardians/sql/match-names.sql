-- Rule 4: the one guardian linked to the row's student, not yet given a row of this student, of the same name, whose
-- email and mobile phone don't contradict the row's (equal, or missing on one side). Of several, whoever shares the row's
-- email or phone, then who has as much contact or as little: else a namesake of one night would part them the next.
-- Reads file_row, current_guardian, open_row.
-- Makes name_match.
-- Changes placed_row.
create temp table name_match on commit drop as
with fitting as (
  select r.row_id, r.student_id, r.contact_key, r.email, r.mobile_phone,
    c.guardian_id, c.created_run, c.contact_key is null as without_contact, s.shares,
    (c.guardian_id, coalesce(r.contact_key, '')) in (
      select guardian_id, coalesce(contact_key, '') from placed_row) as is_said,
    l.archived_at is not null as has_ended, bool_or(s.shares) over (partition by r.student_id, c.guardian_id) as is_shared
  -- Also rows that are placed already: a row that was open in one run and is known by its contact in the next says the same.
  from file_row r
  join guardian_link l on l.district_id = :districtId and l.student_id = r.student_id
  join current_guardian c on c.guardian_id = l.guardian_id
  cross join lateral (
    select coalesce(r.email = c.email and c.email <> '', false)
      or coalesce(r.mobile_phone = c.mobile_phone and c.mobile_phone <> '', false) as shares) as s
  where r.usable and r.sis_id is null and r.student_id in (select student_id from open_row)
    and name_key(coalesce(r.first_name, c.first_name), coalesce(r.last_name, c.last_name)) = c.name_key
    and (coalesce(r.email, '') in ('', c.email) or c.email = '')
    and (coalesce(r.mobile_phone, '') in ('', c.mobile_phone) or c.mobile_phone = '')
    and not exists (
      select from placed_row p where p.student_id = r.student_id and p.guardian_id = c.guardian_id)
), candidate as (
  -- Whose email or phone another row of the student shares, and this one doesn't, is that row's.
  select *, rank() over (
      partition by row_id
      order by has_ended, shares desc, (contact_key is null) <> without_contact) as tier
  from fitting where row_id in (select row_id from open_row) and (shares or not is_shared)
), ranked as (
  select *, count(*) over (partition by row_id) as candidates,
    row_number() over (partition by row_id order by without_contact desc, created_run, guardian_id) as place
  from candidate where tier = 1
), found as (
  -- A row without contact among several takes the oldest one without contact: it is the same in all that is known, and
  -- a new guardian every night would be the alternative as long as the others' links may not end.
  select * from ranked
  where candidates = 1 or (place = 1 and contact_key is null and without_contact)
), spoken_for as (
  -- Rows of one student under one name and different contacts are different people: the guardian is the one whose contact
  -- a row of the guardian's says tonight, then who shares the email or phone, then who has as much contact, or as little.
  select row_id, rank() over (
      partition by student_id, guardian_id
      order by is_said desc, shares desc, (contact_key is null) <> without_contact, contact_key collate "C") as place_of_contact
  from found
), single as (
  select f.* from found f join spoken_for s using (row_id) where s.place_of_contact = 1
), clash as (
  -- Rows that contradict each other can't all be one person: one contact stays, or the second run would part them.
  select guardian_id, min(contact_key collate "C") as kept
  from single group by guardian_id
  having count(distinct nullif(email, '')) > 1 or count(distinct nullif(mobile_phone, '')) > 1
)
select f.row_id, f.student_id, f.contact_key,
  -- Rows of one contact are one person, whoever each of them would have found.
  first_value(f.guardian_id) over same_contact as guardian_id,
  first_value(f.created_run) over same_contact as created_run
from single f left join clash x using (guardian_id)
where x.guardian_id is null or f.contact_key is null or f.contact_key = x.kept
window same_contact as (
  partition by f.contact_key, case when f.contact_key is null then f.row_id end
  order by f.is_said desc, f.shares desc, f.without_contact, f.created_run, f.guardian_id);

insert into placed_row select r.*, m.guardian_id from open_row r join name_match m using (row_id);

-- Rows of one contact key for which nobody was found join the guardian found for the others.
insert into placed_row
select r.*, f.guardian_id
from open_row r
join (
  select distinct on (contact_key) contact_key, guardian_id from name_match
  where contact_key is not null
  order by contact_key, created_run, guardian_id
) as f using (contact_key)
where not exists (select from name_match m where m.row_id = r.row_id);
