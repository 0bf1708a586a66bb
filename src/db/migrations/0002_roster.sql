-- The roster as the sources name it. Every record belongs to the scope whose sync made it; source_id is the roster's
-- own id (OneRoster: sourcedId) and unique in its scope. Absent records are archived, never deleted.
create table term (
  district_id int not null,
  term_id bigint generated always as identity,
  scope_id bigint not null,
  source_id text not null,
  name text not null default '',
  type text not null default '',
  start_date text not null default '',
  end_date text not null default '',
  school_year text not null default '',
  parent_source_id text not null default '',
  archived_at timestamptz,
  created_run bigint not null,
  source_run bigint not null,
  source_line bigint,
  primary key (district_id, term_id),
  unique (district_id, scope_id, source_id),
  foreign key (district_id, scope_id) references scope
);

create table classroom (
  district_id int not null,
  classroom_id bigint generated always as identity,
  scope_id bigint not null,
  source_id text not null,
  school_id bigint,
  name text not null default '',
  class_code text not null default '',
  class_type text not null default '',
  course_code text not null default '',
  course_name text not null default '',
  grades text not null default '',
  subjects text not null default '',
  periods text not null default '',
  location text not null default '',
  term_source_ids text not null default '',
  archived_at timestamptz,
  created_run bigint not null,
  source_run bigint not null,
  source_line bigint,
  primary key (district_id, classroom_id),
  unique (district_id, scope_id, source_id),
  foreign key (district_id, scope_id) references scope
);

create table student (
  district_id int not null,
  student_id bigint generated always as identity,
  scope_id bigint not null,
  source_id text not null,
  -- The first school that the roster names, and all of them.
  school_id bigint,
  school_ids bigint[] not null default '{}',
  -- The id that the guardian file uses: source_id or student_number, by the setting "Student ID".
  sis_id text not null default '',
  student_number text not null default '',
  state_id text not null default '',
  username text not null default '',
  -- Every other id field that the source gave, by its name there.
  other_ids jsonb not null default '{}',
  first_name text not null default '',
  middle_name text not null default '',
  last_name text not null default '',
  email text not null default '',
  phone text not null default '',
  grade text not null default '',
  archived_at timestamptz,
  created_run bigint not null,
  source_run bigint not null,
  source_line bigint,
  primary key (district_id, student_id),
  unique (district_id, scope_id, source_id),
  foreign key (district_id, scope_id) references scope
);
create index student_sis_id on student (district_id, scope_id, sis_id);

-- Case-folded full name: equal for people of "the exact same name" (letter case and doubled blanks don't count).
create function name_key(first_name text, last_name text) returns text
  language sql immutable parallel safe
  return casefold(trim(first_name || ' ' || last_name) collate pg_unicode_fast);

-- The contact key, docs/guardian-rules.md 4, version 1; null without email and phone. The inputs are
-- already NFC, trimmed and collapsed; email in lower case; phone in E.164. This is the one place that makes a key.
create function contact_key(first_name text, last_name text, email text, phone text) returns text
  language sql immutable parallel safe
  return case when email = '' and phone = '' then null
    else casefold(trim(first_name || ' ' || last_name) collate pg_unicode_fast) || chr(31) || email || chr(31) || phone end;

create table staff (
  district_id int not null,
  staff_id bigint generated always as identity,
  scope_id bigint not null,
  source_id text not null,
  school_id bigint,
  school_ids bigint[] not null default '{}',
  staff_number text not null default '',
  username text not null default '',
  -- teacher, administrator, aide, proctor … as the roster says.
  title text not null default '',
  first_name text not null default '',
  middle_name text not null default '',
  last_name text not null default '',
  email text not null default '',
  sms text not null default '',
  phone text not null default '',
  -- The one of sms and phone that the setting "Phone Credential Column" chooses, in E.164.
  credential_phone text not null default '',
  name_key text not null generated always as (name_key(first_name, last_name)) stored,
  contact_key text generated always as (contact_key(first_name, last_name, email, credential_phone)) stored,
  archived_at timestamptz,
  created_run bigint not null,
  source_run bigint not null,
  source_line bigint,
  primary key (district_id, staff_id),
  unique (district_id, scope_id, source_id),
  foreign key (district_id, scope_id) references scope
);

create table enrollment (
  district_id int not null,
  enrollment_id bigint generated always as identity,
  scope_id bigint not null,
  source_id text not null,
  classroom_id bigint not null,
  student_id bigint,
  staff_id bigint,
  role text not null,
  is_primary boolean not null default false,
  begin_date text not null default '',
  end_date text not null default '',
  archived_at timestamptz,
  created_run bigint not null,
  source_run bigint not null,
  source_line bigint,
  primary key (district_id, enrollment_id),
  unique (district_id, scope_id, source_id),
  check ((student_id is null) <> (staff_id is null)),
  foreign key (district_id, scope_id) references scope
);
create index enrollment_student on enrollment (district_id, student_id) where student_id is not null;
