-- Spoken at home, as a BCP 47 tag: from the roster, where the setting roster.language is on.
alter table student add column language text not null default '';

-- Runs that began before this migration: what they staged says nothing of it, which chr(31) stands for.
do $$
  declare staged text;
  begin
    for staged in select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'staging' and c.relname ~ '^roster_students_[0-9]+$'
    loop
      execute format('alter table staging.%I add column if not exists language text not null default chr(31)', staged);
    end loop;
  end $$;

-- What the families of a guardian's children speak, where all who say it say the same: what the guardian is taken to
-- read who has no language of their own.
create view family_language as
select l.district_id, l.guardian_id, min(s.language) as language
from guardian_link l
join student s on s.district_id = l.district_id and s.student_id = l.student_id
where l.archived_at is null and s.archived_at is null and s.language <> ''
group by l.district_id, l.guardian_id
having min(s.language) = max(s.language);
