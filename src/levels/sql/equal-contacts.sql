-- Two records that become one person are of one contact first, so that the rules of accounts decide which account that
-- person keeps (a claimed one before others) and where the other one points to.
-- Makes equal_{{table}}.
create temp table equal_{{table}} on commit drop as
select f.id, f.joined, t.first_name as old_first_name, t.last_name as old_last_name, t.email as old_email,
  t.{{phone}} as old_phone, k.first_name, k.last_name, k.email, k.{{phone}} as phone
from final_{{table}} f
join {{table}} t on t.district_id = :districtId and t.{{id}} = f.id
join {{table}} k on k.district_id = :districtId and k.{{id}} = f.joined
where t.archived_at is null and t.contact_key is distinct from k.contact_key;

insert into change (district_id, run_id, entity, entity_id, action, before, after)
select :districtId, :runId, '{{table}}', id, 'merge',
  jsonb_build_object('first_name', old_first_name, 'last_name', old_last_name, 'email', old_email, '{{phone}}', old_phone),
  jsonb_build_object('first_name', first_name, 'last_name', last_name, 'email', email, '{{phone}}', phone, 'joined', joined)
from equal_{{table}};

update {{table}} t
set first_name = e.first_name, last_name = e.last_name, email = e.email, {{phone}} = e.phone
from equal_{{table}} e
where t.district_id = :districtId and t.{{id}} = e.id
returning e.id;
