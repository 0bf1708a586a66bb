-- Reads read_again.
-- Makes numbers_read.
create temp table numbers_read on commit drop as
select 'staff' as kind, s.staff_id as entity_id, s.credential_phone as number_before, r.after
from staff s join read_again r on cast(r.staff_id as bigint) = s.staff_id
where s.district_id = :districtId and s.credential_phone <> r.after;

analyze numbers_read;

update staff s set credential_phone = n.after
from numbers_read n where s.district_id = :districtId and s.staff_id = n.entity_id;
