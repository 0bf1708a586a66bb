-- Of the people who would go and the new ones who would come, how many there are, and how many of the new ones look like one
-- of the others under another ID. Whom a person has said to keep, or a row in error names, doesn't go.
-- Reads {{staged}}, {{errors}}.
with staged as (
  select distinct on (source_id) source_id, name_key(first_name, last_name) as name_key, {{number}} as number
  from {{staged}}
  where cast(:schools as text[]) is null or school_source_ids = chr(31)
    or string_to_array(school_source_ids, chr(31)) && cast(:schools as text[])
  order by source_id, line
), goes as materialized (
  select t.source_id, ltrim(t.source_id, '0') as id, name_key(t.first_name, t.last_name) as name_key, t.{{number}} as number
  from {{table}} t
  where t.district_id = :districtId and t.scope_id = :scopeId and t.archived_at is null and t.created_run is not null
    and case when :changesOnly
      then exists (select from {{errors}} e where e.collection = :removed and e.source_id = t.source_id)
      else not exists (select from {{staged}} r where r.source_id = t.source_id) end
    and not exists (select from {{errors}} e where e.collection = :collection and e.source_id = t.source_id)
    and not exists (
      select from withheld w where w.district_id = :districtId and w.scope_id = :scopeId and w.kind = :collection
        and w.entity_id = t.{{table}}_id and w.decision = 'keep')
), comes as materialized (
  select r.source_id, ltrim(r.source_id, '0') as id, name_key, number
  from staged r
  where not exists (
    select from {{table}} t where t.district_id = :districtId and t.scope_id = :scopeId and t.archived_at is null
      and t.source_id = r.source_id)
)
select (select count(*) from goes) as goes, (select count(*) from comes) as comes,
  (select count(*) from comes where id in (select id from goes)) as zeros,
  (select count(*) from comes where source_id ~ '^[0-9]([.,][0-9]+)?[Ee][+][0-9]{1,3}$') as exponents,
  (select count(*) from comes
   where number in (select number from goes where number <> '') or name_key in (select name_key from goes where name_key <> '')
  ) as same
