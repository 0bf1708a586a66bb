-- The guardians of these children, each with account, staff roles of the same account, and links to the children.
select g.guardian_id, g.sis_id, g.first_name, g.last_name, g.email, g.mobile_phone, g.home_phone, g.language,
  (select f.language from family_language f where f.district_id = g.district_id and f.guardian_id = g.guardian_id)
    as family_language,
  g.source_line, f.file ->> 'name' as file,
  a.account_id, a.email as account_email, a.phone as account_phone, a.claimed_at is not null as claimed,
  links.list as links, coalesce(jobs.list, '[]') as jobs
from guardian g
join lateral (
  select jsonb_agg(jsonb_build_object('studentId', l.student_id, 'relationship', l.relationship,
    'contactType', l.contact_type, 'line', l.source_line, 'file', r.file ->> 'name') order by l.source_line) as list
  from guardian_link l
  left join run r on r.district_id = l.district_id and r.run_id = l.source_run
  where l.district_id = g.district_id and l.guardian_id = g.guardian_id and l.archived_at is null
    and l.student_id = any(:studentIds)
) links on links.list is not null
left join run f on f.district_id = g.district_id and f.run_id = g.source_run
left join role o on o.district_id = g.district_id and o.kind = 'guardian' and o.entity_id = g.guardian_id and o.ended_at is null
left join account a on a.district_id = o.district_id and a.account_id = o.account_id
left join lateral (
  select jsonb_agg(jsonb_build_object('firstName', t.first_name, 'lastName', t.last_name, 'title', t.title,
    'email', t.email, 'phone', t.credential_phone, 'school', c.name, 'line', t.source_line,
    'source', r.settings #>> '{roster,source}') order by t.staff_id) as list
  from role w
  join staff t on t.district_id = w.district_id and t.staff_id = w.entity_id
  left join school c on c.district_id = t.district_id and c.school_id = t.school_id
  left join run r on r.district_id = t.district_id and r.run_id = t.source_run
  where w.district_id = g.district_id and w.account_id = a.account_id and w.kind = 'staff' and w.ended_at is null
) jobs on true
where g.district_id = :districtId and g.archived_at is null
  and g.guardian_id in (select guardian_id from guardian_link where district_id = :districtId and student_id = any(:studentIds))
order by (links.list -> 0 ->> 'line')::bigint nulls last, g.guardian_id
