-- The floor: the least that any program must do with the file. Plain psql, one writer, COPY and minimal SQL for guardian,
-- account, role and link from scratch; no validation, no audit, no resuming. Time counts between the two marks.
-- psql -v file=guardians.csv -v students=500000 -f floor.sql
drop schema if exists floor cascade;
create schema floor;
set search_path = floor;
create table student (district int, id bigint, sis_id text, primary key (district, id));
insert into student select 1, n, 'S' || lpad(n::text, 7, '0') from generate_series(0, :students) n;
create unique index on student (district, sis_id);
analyze student;
\echo floor begins
\timing on
create unlogged table staged (line bigserial, guardian_sis_id text, student_sis_id text, first text, last text, email text, phone text, relationship text, language text);
\set copy '\\copy staged (guardian_sis_id, student_sis_id, first, last, email, phone, relationship, language) from ' :'file' ' with (format csv, header true)'
:copy
analyze staged;
set work_mem = '256MB';
create table guardian (district int, id bigint generated always as identity, sis_id text, primary key (district, id));
create unique index on guardian (district, sis_id);
create table account (district int, id bigint generated always as identity, name text, email text, phone text, key text, primary key (district, id));
create unique index on account (district, key);
create table role (district int, id bigint generated always as identity, account_id bigint, guardian_id bigint, first text, last text, email text, phone text, language text, key text, primary key (district, id));
create unique index on role (district, guardian_id);
create table link (district int, guardian_id bigint, student_id bigint, relationship text, primary key (district, guardian_id, student_id));
create temp table person as
  select distinct on (guardian_sis_id) guardian_sis_id, first, last, lower(email) as email, regexp_replace(phone, '\D', '', 'g') as phone, language,
    lower(first || ' ' || last) || '|' || lower(email) || '|' || regexp_replace(phone, '\D', '', 'g') as key
  from staged order by guardian_sis_id, line desc;
analyze person;
insert into guardian (district, sis_id) select 1, guardian_sis_id from person;
insert into account (district, name, email, phone, key) select distinct on (key) 1, first || ' ' || last, email, phone, key from person;
insert into role (district, account_id, guardian_id, first, last, email, phone, language, key)
  select 1, a.id, g.id, p.first, p.last, p.email, p.phone, p.language, p.key
  from person p
  join guardian g on g.district = 1 and g.sis_id = p.guardian_sis_id
  join account a on a.district = 1 and a.key = p.key;
insert into link
  select distinct on (g.id, s.id) 1, g.id, s.id, st.relationship
  from staged st
  join guardian g on g.district = 1 and g.sis_id = st.guardian_sis_id
  join student s on s.district = 1 and s.sis_id = st.student_sis_id;
\timing off
\echo floor ends
drop schema floor cascade;
