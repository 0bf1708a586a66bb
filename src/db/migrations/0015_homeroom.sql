-- As a field says that the district added to what its source has.
alter table student add column homeroom text not null default '';

-- Runs that began before this migration.
do $$
  declare staged text;
  begin
    for staged in select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'staging' and c.relname ~ '^roster_students_[0-9]+$'
    loop
      execute format('alter table staging.%I add column if not exists homeroom text not null default ''''', staged);
    end loop;
  end $$;

-- The names of a student's homeroom classes, which most sources have instead.
create view student_homeroom as
select e.district_id, e.student_id, string_agg(distinct c.name collate "C", '; ' order by c.name collate "C") as homeroom
from enrollment e
join classroom c on c.district_id = e.district_id and c.classroom_id = e.classroom_id
where e.student_id is not null and e.archived_at is null and c.archived_at is null and c.class_type = 'homeroom' and c.name <> ''
group by e.district_id, e.student_id;
