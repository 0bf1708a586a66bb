-- What ends of what the file no longer names. It stays if a row in error or skipped may mean its student. It may be withheld
-- since an earlier run, or hang on a student whose removal is withheld. `among`: of a file that only adds nothing is
-- absent, but for what a person has answered about.
-- Reads {{unnamed}}, possible_student, doubtful_row.
-- Makes {{absent}}, {{ending}}.
create temp table {{absent}} on commit drop as
select u.*,
  case when u.reason <> 'student' then p.line end as kept_by_line, p.kind as kept_by_kind,
  w.entity_id is not null as is_withheld, w.decision,
  h.entity_id is not null and u.reason <> 'cleared' as hangs
from {{unnamed}} u
left join (
  select distinct on (m.student_id) m.student_id, d.line, d.kind
  from possible_student m
  join (select distinct on (id) id, kind, line from doubtful_row order by id, kind, line) as d using (id)
  order by m.student_id, d.kind, d.line
) as p on p.student_id = u.student_id
left join withheld w on w.district_id = :districtId and w.scope_id = :scopeId and w.kind = :kind
  and w.entity_id = u.{{id}} and w.student_id = u.student_id
left join withheld h on h.district_id = :districtId and h.scope_id = :scopeId and h.kind = 'students'
  and h.entity_id = u.student_id
where case :among when 'all' then true when 'withheld' then w.entity_id is not null else false end;

analyze {{absent}};

-- What would newly end; what an admin has let go is no longer asked about.
create temp table {{ending}} on commit drop as
select student_id, {{id}}, line, reason, is_withheld from {{absent}}
where reason = 'student'
  or (kept_by_line is null and not hangs
    and case when is_withheld then coalesce(decision = 'archive', false) else :absence end);

analyze {{ending}};

select exists (select from {{ending}} where reason <> 'student' and not is_withheld)
  or exists (select from withheld where district_id = :districtId and scope_id = :scopeId and kind = :kind) as asks;
