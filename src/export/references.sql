-- Names for people and accounts that have none in the sources, made of the data alone, so that two databases with the
-- same data name them in the same way. If several would have one name, they are numbered, in an order that the data gives.
-- Makes export_withdrawn, export_person, export_account.

-- What a run made that was reverted is left out, as in the files.
create temp table export_withdrawn on commit drop as
select reverts_run as created_run, run_id as written_run from run
where district_id = :districtId and reverts_run is not null;

create temp table export_person on commit drop as
with linked as (
  select l.guardian_id, string_agg(s.source_id, ';' order by s.source_id collate "C") as students
  from guardian_link l
  join student s on s.district_id = l.district_id and s.student_id = l.student_id
  where l.district_id = :districtId and l.scope_id = :scopeId
    and not exists (select from export_withdrawn w where w.created_run = l.created_run and w.written_run = l.source_run)
  group by l.guardian_id
), named as (
  select g.guardian_id, linked.students, g.archived_at, g.home_phone, g.language,
    coalesce(g.sis_id, concat_ws(' | ', trim(g.first_name || ' ' || g.last_name), nullif(g.email, ''), nullif(g.mobile_phone, ''),
      case when g.contact_key is null then 'of ' || linked.students end)) as name
  from guardian g
  left join linked on linked.guardian_id = g.guardian_id
  where g.district_id = :districtId and g.scope_id = :scopeId
    and not exists (select from export_withdrawn w where w.created_run = g.created_run and w.written_run = g.source_run)
), numbered as (
  select guardian_id, name, row_number() over (partition by name
    order by archived_at is not null, students collate "C", home_phone collate "C", language collate "C", guardian_id) as n
  from named
)
select 'guardian' as kind, guardian_id as entity_id, name || case when n > 1 then ' #' || n else '' end as ref
from numbered
union all
select 'staff', staff_id, source_id from staff s where district_id = :districtId and scope_id = :scopeId
  and not exists (select from export_withdrawn w where w.created_run = s.created_run and w.written_run = s.source_run);

analyze export_person;

create temp table export_account on commit drop as
with recursive held as (
  select r.account_id, string_agg(r.kind || ' ' || p.ref || case when r.ended_at is null then '' else ' (ended)' end, '; '
    order by r.kind desc, p.ref collate "C") as roles
  from export_person p
  join role r on r.district_id = :districtId and r.kind = p.kind and r.entity_id = p.entity_id
  where not exists (select from export_withdrawn w where w.created_run = r.created_run and w.written_run = r.changed_run)
  group by r.account_id
), merged (account_id, other) as (
  select account_id, merged_into from account where district_id = :districtId and merged_into is not null
  union all
  select merged_into, account_id from account where district_id = :districtId and merged_into is not null
), reached (account_id) as (
  select account_id from held
  union
  -- Accounts that were merged have no roles any more: they went along.
  select merged.other from reached join merged on merged.account_id = reached.account_id
), named as (
  select a.account_id, held.roles, a.closed_at, a.claimed_at, a.email, a.phone,
    coalesce(nullif(replace(a.key, chr(31), ' | '), ''), nullif(a.name, ''), 'without name') as name
  from reached
  join account a on a.district_id = :districtId and a.account_id = reached.account_id
  left join held on held.account_id = a.account_id
), numbered as (
  select account_id, name, roles, row_number() over (partition by name
    order by closed_at is not null, roles collate "C" nulls last, claimed_at is null, email collate "C", phone collate "C", account_id) as n
  from named
)
select account_id, name || case when n > 1 then ' #' || n else '' end as ref, roles
from numbered;

analyze export_account;
