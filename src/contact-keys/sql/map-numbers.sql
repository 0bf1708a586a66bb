-- The numbers that are others than stored, now that they were read again; and how they were received, which may be kept
-- otherwise by another country.
-- Reads read_again.
-- Makes numbers_read.
create temp table numbers_read on commit drop as
select r.kind, s.staff_id as entity_id, s.credential_phone as number_before
from read_again r
join staff s on s.district_id = :districtId and s.staff_id = cast(r.entity_id as bigint)
where r.kind = 'staff' and s.credential_phone <> r.phone
union all
select r.kind, g.guardian_id, g.mobile_phone
from read_again r
join guardian g on g.district_id = :districtId and g.guardian_id = cast(r.entity_id as bigint)
where r.kind = 'guardian' and (g.mobile_phone <> r.phone or g.home_phone <> r.home_phone);

analyze numbers_read;

update staff s set credential_phone = r.phone
from read_again r
where r.kind = 'staff' and s.district_id = :districtId and s.staff_id = cast(r.entity_id as bigint)
  and s.credential_phone <> r.phone;

update guardian g
set mobile_phone = r.phone, mobile_received = r.received, home_phone = r.home_phone, home_received = r.home_received
from read_again r
where r.kind = 'guardian' and g.district_id = :districtId and g.guardian_id = cast(r.entity_id as bigint)
  and (g.mobile_phone, g.mobile_received, g.home_phone, g.home_received)
    is distinct from (r.phone, r.received, r.home_phone, r.home_received);
