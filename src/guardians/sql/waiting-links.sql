-- A link that would replace a withheld one waits with it: same student; the name that the withheld one's guardian had before
-- or has now, or the same email or phone; and a guardian who is new or back since the question was asked. So do new values
-- of an active guardian who has no other row. One who is not active is stored, archived, so that the next run finds the
-- same person; but not without id and contact, for then no rule would find them.
-- Reads placed_id.
-- Makes waiting_link, waiting_guardian.
-- Changes link_row, chosen.
create temp table waiting_link on commit drop as
with withheld_link as (
  select w.student_id, w.entity_id as guardian_id, w.run_id,
    name_key(coalesce(l.had ->> 'first_name', g.first_name), coalesce(l.had ->> 'last_name', g.last_name)) as name_before,
    name_key(coalesce(c.first_name, g.first_name), coalesce(c.last_name, g.last_name)) as name_now,
    coalesce(l.had ->> 'email', g.email) as email_before, coalesce(c.email, g.email) as email_now,
    coalesce(l.had ->> 'mobile_phone', g.mobile_phone) as phone_before,
    coalesce(c.mobile_phone, g.mobile_phone) as phone_now
  from withheld w
  join guardian_link l on l.district_id = :districtId and l.student_id = w.student_id and l.guardian_id = w.entity_id
  join guardian g on g.district_id = :districtId and g.guardian_id = w.entity_id
  left join chosen c on c.guardian_id = w.entity_id
  where w.district_id = :districtId and w.scope_id = :scopeId and w.kind = 'guardianLinks' and w.decision is null
)
select distinct on (n.student_id, n.guardian_id) n.student_id, n.guardian_id, n.line, n.group_name, w.guardian_id as replaces
from withheld_link w
join link_row n on n.student_id = w.student_id and (n.is_new or n.was_ended)
join chosen c on c.guardian_id = n.guardian_id
cross join lateral (
  select name_key(c.first_name, c.last_name) in (w.name_before, w.name_now) as has_name,
    c.email <> '' and c.email in (w.email_before, w.email_now)
      or c.mobile_phone <> '' and c.mobile_phone in (w.phone_before, w.phone_now) as has_contact
) as s
left join guardian g on g.district_id = :districtId and g.guardian_id = n.guardian_id
where (s.has_name or s.has_contact)
  and (g.guardian_id is null or g.archived_at is not null or g.created_run >= w.run_id
    or exists (select from change h where h.district_id = :districtId and h.entity = 'guardian'
      and h.entity_id = g.guardian_id and h.action = 'restore' and h.run_id >= w.run_id))
order by n.student_id, n.guardian_id, s.has_name desc, w.guardian_id;

analyze waiting_link;

delete from link_row n using waiting_link w where w.student_id = n.student_id and w.guardian_id = n.guardian_id;

create temp table waiting_guardian on commit drop as
select c.guardian_id,
  (c.is_new or g.archived_at is not null)
    and (c.email <> '' or c.mobile_phone <> '' or g.sis_id is not null
      or exists (select from placed_id p where p.guardian_id = c.guardian_id)) as is_stored
from chosen c
left join guardian g on g.district_id = :districtId and g.guardian_id = c.guardian_id
where c.guardian_id in (select guardian_id from waiting_link)
  and not exists (select from link_row n where n.guardian_id = c.guardian_id);

update chosen c set waits = true from waiting_guardian w where w.guardian_id = c.guardian_id and w.is_stored;

delete from chosen c using waiting_guardian w where w.guardian_id = c.guardian_id and not w.is_stored;
