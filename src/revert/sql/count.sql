-- By kind of record, what became of what the run did.
-- Reads reverting.
select coalesce(jsonb_object_agg(entity, jsonb_build_object('restored', restored, 'withdrawn', withdrawn, 'kept', kept)), '{}') as kinds,
  cast(coalesce(sum(restored + withdrawn), 0) as int) as reverted, cast(coalesce(sum(kept), 0) as int) as kept
from (
  select entity, count(*) filter (where blocked is null and not withdraws) as restored,
    count(*) filter (where blocked is null and withdraws) as withdrawn, count(*) filter (where blocked is not null) as kept
  from reverting group by entity
) as of_kind;
