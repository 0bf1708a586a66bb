-- Tables of the raw rows of running syncs; each run has its own, dropped when it closes.
create schema staging;

create table district (
  district_id int generated always as identity primary key,
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text not null,
  created_at timestamptz not null default now()
);

-- A school comes from a roster (source_id) or was added by hand to have a sync of its own (slug), or both.
create table school (
  district_id int not null references district,
  school_id bigint generated always as identity,
  scope_id bigint,
  slug text check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  source_id text,
  name text not null,
  identifier text not null default '',
  archived_at timestamptz,
  created_run bigint,
  source_run bigint,
  source_line bigint,
  primary key (district_id, school_id),
  unique (district_id, slug),
  unique (district_id, source_id)
);

-- A scope is what one sync covers: a whole district (school_id null) or one school.
create table scope (
  district_id int not null references district,
  scope_id bigint generated always as identity,
  school_id bigint,
  slug text not null unique,
  enabled boolean not null default false,
  settings jsonb not null default '{}',
  secrets bytea,
  created_at timestamptz not null default now(),
  primary key (district_id, scope_id),
  unique nulls not distinct (district_id, school_id),
  foreign key (district_id, school_id) references school,
  -- A district-level sync (an unbounded range of schools) and a school-level one can't both be on.
  constraint scope_levels_exclude exclude using gist (
    int4range(district_id, district_id, '[]') with &&,
    int8range(school_id, school_id, '[]') with &&
  ) where (enabled)
);
