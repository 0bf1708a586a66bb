-- Whoever may have a role. Read once: other scopes of the district may write theirs meanwhile.
-- Makes person, touched_role, other_spelling.
create temp table person on commit drop as
select 'staff' as kind, staff_id as entity_id, source_id, trim(first_name || ' ' || last_name) as name, email,
  credential_phone as phone, contact_key as key, archived_at is null as active
from staff where district_id = :districtId
union all
select 'guardian', guardian_id, sis_id, trim(first_name || ' ' || last_name), email, mobile_phone, contact_key,
  archived_at is null
from guardian where district_id = :districtId;

analyze person;

-- Roles that do not agree with their staff member or guardian: new, ended, back, or of another contact key. A staff ID on a
-- person who has neither the name nor a contact of the one before is another person's (is_other): nothing of the role's past
-- is theirs.
create temp table touched_role on commit drop as
select p.kind, p.entity_id, p.active, p.key, r.account_id, r.key as old_key, r.entity_id is null as is_new,
  r.ended_at is not null as was_ended,
  p.kind = 'staff' and p.active and r.key is distinct from p.key and r.key is not null and not {{has_in_common}} as is_other
from person p
left join role r on r.district_id = :districtId and r.kind = p.kind and r.entity_id = p.entity_id
where (p.active and (r.entity_id is null or r.ended_at is not null or r.key is distinct from p.key))
  or (not p.active and r.entity_id is not null and r.ended_at is null);

analyze touched_role;

-- Accounts whose roles all stay, but which one of them spells otherwise than the account.
create temp table other_spelling on commit drop as
select p.kind, p.entity_id, p.key, r.account_id
from person p
join role r on r.district_id = :districtId and r.kind = p.kind and r.entity_id = p.entity_id and r.ended_at is null
join account a on a.district_id = :districtId and a.account_id = r.account_id
where p.active and (a.claimed_at is null or cast(:updateClaimed as boolean))
  and (a.name, a.email, a.phone) is distinct from (p.name, p.email, p.phone)
  and not exists (select from touched_role t where t.kind = p.kind and t.entity_id = p.entity_id);

select exists (select from touched_role) or exists (select from other_spelling) as has_touched;
