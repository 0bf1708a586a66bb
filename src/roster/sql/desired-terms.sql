-- Reads {{staged}}.
-- Makes desired_terms.
create temp table desired_terms on commit drop as
select distinct on (r.source_id) r.source_id, r.line,
  {{columns}}
from {{staged}} r
order by r.source_id, r.line;
