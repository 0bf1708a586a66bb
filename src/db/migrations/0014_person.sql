-- Whoever may have a role: the staff members and guardians of a district, alike.
create view person as
select district_id, 'staff' as kind, staff_id as entity_id, source_id, trim(first_name || ' ' || last_name) as name, email,
  credential_phone as phone, contact_key as key, archived_at is null as active
from staff
union all
select district_id, 'guardian', guardian_id, sis_id, trim(first_name || ' ' || last_name), email, mobile_phone, contact_key,
  archived_at is null
from guardian;
