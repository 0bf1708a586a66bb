-- A link that would replace a withheld one waits with it: same student, same name, and a guardian who is new or back since
-- the question was asked.
-- Makes waiting_link.
-- Changes link_row, chosen.
create temp table waiting_link on commit drop as
select distinct on (n.student_id, n.guardian_id) n.student_id, n.guardian_id, n.line, n.group_name, w.entity_id as replaces
from withheld w
join link_row n on n.student_id = w.student_id and (n.is_new or n.was_ended)
join chosen c on c.guardian_id = n.guardian_id
join guardian old on old.district_id = :districtId and old.guardian_id = w.entity_id
left join guardian g on g.district_id = :districtId and g.guardian_id = n.guardian_id
where w.district_id = :districtId and w.scope_id = :scopeId and w.kind = 'guardianLinks' and w.decision is null
  and name_key(c.first_name, c.last_name) = old.name_key
  and (g.guardian_id is null or g.archived_at is not null or g.created_run >= w.run_id
    or exists (select from change h where h.district_id = :districtId and h.entity = 'guardian'
      and h.entity_id = g.guardian_id and h.action = 'restore' and h.run_id >= w.run_id))
order by n.student_id, n.guardian_id, w.entity_id;

analyze waiting_link;

delete from link_row n using waiting_link w where w.student_id = n.student_id and w.guardian_id = n.guardian_id;

delete from chosen c
where c.guardian_id in (select guardian_id from waiting_link)
  and not exists (select from link_row n where n.guardian_id = c.guardian_id);
