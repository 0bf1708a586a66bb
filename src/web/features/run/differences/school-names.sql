-- Schools by their ids, which the audit has.
select cast(school_id as text) as id, name
from school
where district_id = :districtId and school_id = any(:ids)
