-- A guardian with neither email nor phone and with children in several schools: in each of them it has the account that it
-- had. No key would say so.
-- Reads placed_guardian.
-- Makes keyless_copy.
create temp table keyless_copy on commit drop as
select distinct on (p.to_id) p.to_id as guardian_id, r.account_id, o.account_id as old_account_id, o.ended_at, o.changed_run
from placed_guardian p
join role r on r.district_id = :districtId and r.kind = 'guardian' and r.entity_id = p.id and r.ended_at is null and r.key is null
join guardian g on g.district_id = :districtId and g.guardian_id = p.to_id and g.archived_at is null and g.contact_key is null
left join role o on o.district_id = :districtId and o.kind = 'guardian' and o.entity_id = p.to_id
where p.to_id <> p.id and (o.entity_id is null or o.ended_at is not null)
order by p.to_id, p.id;

analyze keyless_copy;

insert into change (district_id, run_id, entity, entity_id, action, before, after)
select :districtId, :runId, 'role', guardian_id, 'restore',
  jsonb_build_object('account_id', old_account_id, 'ended_at', ended_at, 'kind', 'guardian', 'changed_run', changed_run),
  jsonb_build_object('account_id', account_id, 'ended_at', null)
from keyless_copy where ended_at is not null;

insert into role (district_id, kind, entity_id, account_id, key, created_run, changed_run)
select :districtId, 'guardian', guardian_id, account_id, null, :runId, :runId from keyless_copy
on conflict (district_id, kind, entity_id)
  do update set account_id = excluded.account_id, key = null, ended_at = null, changed_run = :runId;
