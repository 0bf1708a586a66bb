-- Reads {{staged}}.
-- Makes desired_terms.
create temp table desired_terms on commit drop as
select distinct on (r.source_id) r.source_id, r.line,
  {{columns}}
from {{staged}} r
left join term k
  on {{keeps}}
  and k.district_id = :districtId and k.scope_id = :scopeId and k.source_id = r.source_id
order by r.source_id, r.line;
