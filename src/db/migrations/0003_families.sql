-- A guardian is one person in one scope. Texts are '' where empty, so that equality is plain.
create table guardian (
  district_id int not null,
  guardian_id bigint generated always as identity,
  scope_id bigint not null,
  sis_id text,
  first_name text not null default '',
  last_name text not null default '',
  email text not null default '',
  mobile_phone text not null default '',
  home_phone text not null default '',
  language text not null default '',
  name_key text not null generated always as (name_key(first_name, last_name)) stored,
  contact_key text generated always as (contact_key(first_name, last_name, email, mobile_phone)) stored,
  archived_at timestamptz,
  created_run bigint not null,
  source_run bigint not null,
  source_line bigint,
  primary key (district_id, guardian_id),
  foreign key (district_id, scope_id) references scope
);
create unique index guardian_sis_id on guardian (district_id, scope_id, sis_id) where sis_id is not null;
create index guardian_contact_key on guardian (district_id, scope_id, contact_key) where contact_key is not null;

-- One row per (student, guardian), open or ended; a link that comes back is the same row.
create table guardian_link (
  district_id int not null,
  student_id bigint not null,
  guardian_id bigint not null,
  scope_id bigint not null,
  relationship text not null default '',
  contact_type text not null default '',
  row_hash text not null default '',
  archived_at timestamptz,
  -- Why it ended: 'absent' (no longer in the file), 'student' (ended with its student), 'id-reused'.
  end_reason text,
  created_run bigint not null,
  source_run bigint not null,
  source_line bigint,
  primary key (district_id, student_id, guardian_id),
  foreign key (district_id, scope_id) references scope,
  check ((archived_at is null) = (end_reason is null))
);
create index guardian_link_guardian on guardian_link (district_id, guardian_id);

-- One person's login, of the district. Its roles are the staff and guardians whose contact key is the same.
create table account (
  district_id int not null references district,
  account_id bigint generated always as identity,
  name text not null default '',
  email text not null default '',
  phone text not null default '',
  -- The key of its roles; null for people without email and phone.
  key text,
  claimed_at timestamptz,
  closed_at timestamptz,
  merged_into bigint,
  created_run bigint not null,
  changed_run bigint not null,
  primary key (district_id, account_id)
);
create index account_key on account (district_id, key) where key is not null;

-- Which account a staff member or guardian uses, and the key by which it was given. Written by the accounts step alone.
create table role (
  district_id int not null references district,
  kind text not null check (kind in ('staff', 'guardian')),
  -- staff_id or guardian_id, by kind.
  entity_id bigint not null,
  account_id bigint not null,
  key text,
  ended_at timestamptz,
  created_run bigint not null,
  changed_run bigint not null,
  primary key (district_id, kind, entity_id)
);
create index role_account on role (district_id, account_id);

-- An id without what a spreadsheet or a hand can lose: letter case, blanks, leading zeros. For protecting students from
-- what a row in doubt could mean, never for matching; null for an id of blanks.
create function loose_id(id text) returns text
  language sql immutable parallel safe
  return coalesce(
    nullif(ltrim(translate(casefold(id collate pg_unicode_fast), U&' \0009\00A0', ''), '0'), ''),
    case when position('0' in id) > 0 then '0' end);

-- Of two records' values, those of the first that differ from the second's: the audit keeps no more.
create function changed_values(these jsonb, those jsonb) returns jsonb
  language sql immutable parallel safe
  return coalesce(
    (select jsonb_object_agg(key, value) from jsonb_each(these) where value is distinct from those -> key), '{}');
