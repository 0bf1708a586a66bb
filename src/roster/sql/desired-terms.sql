create temp table desired_terms on commit drop as
select distinct on (source_id) source_id, line, name, type, start_date, end_date, school_year, parent_source_id
from {{terms}}
order by source_id, line;
