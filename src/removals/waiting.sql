-- What waits for an answer: each record with what it is, and why it would go.
with open_question as (
  select w.*, case w.kind when 'guardianLinks' then 1 when 'students' then 2 when 'staff' then 3 when 'classrooms' then 4
    when 'enrollments' then 5 else 6 end as place
  from withheld w
  where w.district_id = :districtId and w.scope_id = :scopeId and w.decision is null
    and (cast(:kinds as text[]) is null or w.kind = any (cast(:kinds as text[])))
)
select w.kind, w.entity_id as id, nullif(w.student_id, 0) as "studentId", w.reason, w.run_id as since,
  coalesce(trim(g.first_name || ' ' || g.last_name), trim(s.first_name || ' ' || s.last_name),
    trim(t.first_name || ' ' || t.last_name), nullif(c.name, ''), c.class_code,
    trim(coalesce(es.first_name || ' ' || es.last_name, et.first_name || ' ' || et.last_name)),
    trim(ls.first_name || ' ' || ls.last_name), '') as name,
  coalesce(g.sis_id, s.sis_id, t.source_id, c.source_id, e.source_id, case w.kind when 'studentAttributes' then ls.sis_id end, '') as "sisId",
  coalesce(g.email, s.email, t.email, '') as email,
  coalesce(g.mobile_phone, t.credential_phone, '') as "mobilePhone",
  coalesce(trim(ls.first_name || ' ' || ls.last_name), '') as student,
  coalesce(ls.sis_id, '') as "studentSisId",
  coalesce(a.name, '') as attribute,
  coalesce(l.relationship, '') as relationship,
  coalesce(ec.name, '') as classroom,
  coalesce(case w.kind when 'students' then s.grade when 'staff' then t.title else '' end, '') as role,
  coalesce(h.name, '') as school,
  coalesce(not others.any_left, false) as "goesWithIt"
from open_question w
left join guardian_link l on w.kind = 'guardianLinks' and l.district_id = w.district_id and l.student_id = w.student_id
  and l.guardian_id = w.entity_id
left join guardian g on w.kind = 'guardianLinks' and g.district_id = w.district_id and g.guardian_id = w.entity_id
left join attribute a on w.kind = 'studentAttributes' and a.district_id = w.district_id and a.attribute_id = w.entity_id
left join student ls on w.kind in ('guardianLinks', 'studentAttributes') and ls.district_id = w.district_id and ls.student_id = w.student_id
left join student s on w.kind = 'students' and s.district_id = w.district_id and s.student_id = w.entity_id
left join staff t on w.kind = 'staff' and t.district_id = w.district_id and t.staff_id = w.entity_id
left join classroom c on w.kind = 'classrooms' and c.district_id = w.district_id and c.classroom_id = w.entity_id
left join enrollment e on w.kind = 'enrollments' and e.district_id = w.district_id and e.enrollment_id = w.entity_id
left join student es on es.district_id = e.district_id and es.student_id = e.student_id
left join staff et on et.district_id = e.district_id and et.staff_id = e.staff_id
left join classroom ec on ec.district_id = e.district_id and ec.classroom_id = e.classroom_id
left join school h on h.district_id = w.district_id
  and h.school_id = coalesce(ls.school_id, s.school_id, t.school_id, c.school_id, ec.school_id)
-- A guardian goes with the last of the links.
left join lateral (
  select exists (select from guardian_link o
    where o.district_id = w.district_id and o.guardian_id = w.entity_id and o.archived_at is null
      and not exists (select from withheld x where x.district_id = w.district_id and x.scope_id = w.scope_id
        and x.kind = 'guardianLinks' and x.decision is null and x.entity_id = o.guardian_id
        and x.student_id = o.student_id)) as any_left
) others on w.kind = 'guardianLinks'
order by w.place, h.name nulls first, coalesce(ls.last_name, s.last_name, t.last_name, es.last_name, et.last_name, c.name),
  coalesce(ls.first_name, s.first_name, t.first_name, es.first_name, et.first_name), w.student_id, w.entity_id
