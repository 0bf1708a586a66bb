-- A district's sync has all schools, a school's its own alone.
create temp table desired_schools on commit drop as
select distinct on (source_id) source_id, line, name, identifier
from {{schools}}
where cast(:school as text) is null or source_id = :school
order by source_id, line;
