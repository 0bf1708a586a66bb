-- Rule 4: the one guardian linked to the row's student (open, then withheld or kept, then archived), not yet given a row of
-- this student, of the same name, whose email and mobile phone don't contradict the row's (equal, or missing on one side).
-- A guardian who has none now still has what the link's rows last gave. Of several, the one whose email or phone the row
-- repeats from the link's last rows, then who has as much contact or as little: what the guardians have now can come from
-- tonight's rows of other students, and would part them the next night.
-- Reads file_row, current_guardian, {{rows}}.
-- Makes {{matched}}.
-- Changes placed_row.
create temp table {{matched}} on commit drop as
with fitting as (
  select r.row_id, r.student_id, r.contact_key, r.email, r.mobile_phone,
    c.guardian_id, c.created_run, m.without_contact, m.shares,
    (c.guardian_id, coalesce(r.contact_key, '')) in (
      select guardian_id, coalesce(contact_key, '') from placed_row) as is_said,
    case when l.archived_at is not null then 2 when w.entity_id is not null then 1 else 0 end as distance,
    bool_or(m.shares) over (partition by r.student_id, c.guardian_id) as is_shared
  -- Also rows that are placed already: a row that was open in one run and is known by its contact in the next says the same.
  from file_row r
  join guardian_link l on l.district_id = :districtId and l.student_id = r.student_id
  join current_guardian c on c.guardian_id = l.guardian_id
  left join withheld w on w.district_id = :districtId and w.scope_id = :scopeId and w.kind = 'guardianLinks'
    and w.student_id = l.student_id and w.entity_id = l.guardian_id
  cross join lateral (
    select coalesce(l.had ->> 'email', c.old_email) as email, coalesce(l.had ->> 'mobile_phone', c.old_mobile_phone) as mobile_phone
  ) as had
  cross join lateral (
    select
      case when l.said -> 'email' is null then had.email = '' else l.said -> 'email' = '[""]' end
        and case when l.said -> 'mobile_phone' is null then had.mobile_phone = '' else l.said -> 'mobile_phone' = '[""]' end
        as without_contact,
      coalesce(r.email, '') <> ''
          and case when l.said -> 'email' is null then r.email = had.email else jsonb_exists(l.said -> 'email', r.email) end
        or coalesce(r.mobile_phone, '') <> ''
          and case when l.said -> 'mobile_phone' is null then r.mobile_phone = had.mobile_phone
            else jsonb_exists(l.said -> 'mobile_phone', r.mobile_phone) end
        as shares) as m
  where r.usable and r.sis_id is null and r.student_id in (select student_id from {{rows}})
    and name_key(coalesce(r.first_name, c.first_name), coalesce(r.last_name, c.last_name)) = c.name_key
    and (coalesce(r.email, '') = '' or coalesce(nullif(c.email, ''), had.email) in ('', r.email))
    and (coalesce(r.mobile_phone, '') = '' or coalesce(nullif(c.mobile_phone, ''), had.mobile_phone) in ('', r.mobile_phone))
    and not exists (
      select from placed_row p where p.student_id = r.student_id and p.guardian_id = c.guardian_id)
), candidate as (
  -- Whose email or phone another row of the student shares, and this one doesn't, is that row's.
  select *, rank() over (
      partition by row_id
      order by distance, shares desc, (contact_key is null) <> without_contact) as tier
  from fitting
  where row_id in (select row_id from {{rows}}) and (shares or not is_shared)
    and (distance = 0 or not cast(:onlyOpen as boolean))
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
select f.row_id, f.contact_key, f.guardian_id, f.created_run
from single f left join clash x using (guardian_id)
where x.guardian_id is null or f.contact_key is null or f.contact_key = x.kept;

analyze {{matched}};

insert into placed_row select r.*, m.guardian_id from {{rows}} r join {{matched}} m using (row_id);

analyze placed_row;
