-- Names and contacts, as stored now, of the records that findings speak of by id; an account with its open roles.
select a.n, a.part, a.kind, a.id,
  coalesce(trim(s.first_name || ' ' || s.last_name), trim(g.first_name || ' ' || g.last_name),
    trim(t.first_name || ' ' || t.last_name), c.name) as name,
  coalesce(g.email, t.email, c.email, '') as email,
  coalesce(g.mobile_phone, t.credential_phone, c.phone, '') as "mobilePhone",
  coalesce(s.sis_id, g.sis_id, '') as "sisId",
  coalesce(case a.kind when 'student' then h.name when 'staff' then t.title when 'guardian' then children.names
    else roles.list end, '') as about
from jsonb_to_recordset(cast(:asked as jsonb)) as a (n int, part text, kind text, id bigint)
left join student s on a.kind = 'student' and s.district_id = :districtId and s.student_id = a.id
left join school h on h.district_id = s.district_id and h.school_id = s.school_id
left join guardian g on a.kind = 'guardian' and g.district_id = :districtId and g.guardian_id = a.id
left join staff t on a.kind = 'staff' and t.district_id = :districtId and t.staff_id = a.id
left join account c on a.kind = 'account' and c.district_id = :districtId and c.account_id = a.id
left join lateral (
  select string_agg(name, ', ' order by student_id) as names from (
    select k.student_id, trim(x.first_name || ' ' || x.last_name) as name
    from guardian_link k join student x using (district_id, student_id)
    where k.district_id = :districtId and k.guardian_id = g.guardian_id order by k.student_id limit 5) as first_ones
) children on a.kind = 'guardian'
left join lateral (
  select string_agg(what, '; ' order by kind desc, entity_id) as list from (
    select r.kind, r.entity_id, case r.kind when 'staff' then coalesce(nullif(w.title, ''), 'staff')
      else coalesce('guardian of ' || nullif(of_children.names, ''), 'guardian') end as what
    from role r
    left join staff w on r.kind = 'staff' and w.district_id = :districtId and w.staff_id = r.entity_id
    left join lateral (
      select string_agg(trim(y.first_name || ' ' || y.last_name), ', ' order by y.student_id) as names
      from guardian_link q join student y using (district_id, student_id)
      where q.district_id = :districtId and q.guardian_id = r.entity_id and q.archived_at is null
    ) of_children on r.kind = 'guardian'
    where r.district_id = :districtId and r.account_id = c.account_id and r.ended_at is null
    order by r.kind desc, r.entity_id limit 5) as first_ones
) roles on a.kind = 'account'
where coalesce(s.student_id, g.guardian_id, t.staff_id, c.account_id) is not null
order by a.n
