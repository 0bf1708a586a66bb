-- Guardians with neither email nor phone who become one person: no key says that they are one, so their accounts become
-- one here, a claimed one before others, then the oldest, and the others point to it.
-- Reads final_guardian.
-- Makes keyless_member.
create temp table keyless_member on commit drop as
with joined as (
  select f.joined as person, f.id
  from final_guardian f
  join guardian g on g.district_id = :districtId and g.guardian_id = f.id and g.contact_key is null
  join guardian k on k.district_id = :districtId and k.guardian_id = f.joined and k.contact_key is null
), member as (
  select person, id from joined union select person, person from joined
)
select m.person, m.id, r.account_id as old_account_id,
  first_value(r.account_id) over (partition by m.person order by a.claimed_at is null, a.created_run, a.account_id) as account_id
from member m
join role r on r.district_id = :districtId and r.kind = 'guardian' and r.entity_id = m.id and r.ended_at is null
join account a on a.district_id = :districtId and a.account_id = r.account_id;

analyze keyless_member;

with moved as (
  update role r set account_id = m.account_id, changed_run = :runId
  from keyless_member m
  where r.district_id = :districtId and r.kind = 'guardian' and r.entity_id = m.id and r.account_id <> m.account_id
  returning r.entity_id, old.account_id as old_account_id, new.account_id, old.changed_run
)
insert into change (district_id, run_id, entity, entity_id, action, before, after)
select :districtId, :runId, 'role', entity_id, 'move',
  jsonb_build_object('account_id', old_account_id, 'kind', 'guardian', 'changed_run', changed_run),
  jsonb_build_object('account_id', account_id)
from moved;

with merged as (
  update account a set closed_at = now(), merged_into = m.account_id, changed_run = :runId
  from (select distinct old_account_id, account_id from keyless_member where old_account_id <> account_id) as m
  where a.district_id = :districtId and a.account_id = m.old_account_id and not exists (
    select from role r where r.district_id = :districtId and r.account_id = a.account_id and r.ended_at is null)
  returning a.account_id, new.closed_at, new.merged_into, old.changed_run
)
insert into change (district_id, run_id, entity, entity_id, action, before, after)
select :districtId, :runId, 'account', account_id, 'merge',
  jsonb_build_object('closed_at', null, 'merged_into', null, 'changed_run', changed_run),
  jsonb_build_object('closed_at', closed_at, 'merged_into', merged_into)
from merged;
