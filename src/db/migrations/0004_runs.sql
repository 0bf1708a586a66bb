create table run (
  district_id int not null references district,
  run_id bigint generated always as identity,
  scope_id bigint not null,
  -- Of the request that it serves; a request seen twice (a Reset re-applies signals) opens no second run.
  request_id text not null,
  kind text not null default 'sync' check (kind in ('sync', 'upload', 'revert')),
  requested_by text not null default '',
  status text not null default 'running'
    check (status in ('running', 'done', 'done_with_warnings', 'threshold', 'held', 'needs_attention', 'cancelled', 'failed')),
  -- Settings as they were at the start, without secrets.
  settings jsonb not null,
  failure_code text,
  failure_message text,
  failed_step text,
  counts jsonb not null default '{}',
  -- By part, why nothing of it was applied: code, figure and sentence of each reason; with the guardians' match rate.
  held jsonb,
  -- Facts of the guardian file: name, size, time, sha-256, encoding with evidence, delimiter, columns, rows.
  file jsonb,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (district_id, run_id),
  unique (district_id, scope_id, request_id),
  foreign key (district_id, scope_id) references scope
);
create index run_of_scope on run (district_id, scope_id, run_id desc);

-- The fence: which Temporal execution of a workflow id may write for a run.
create table run_execution (
  district_id int not null,
  run_id bigint not null,
  workflow_id text not null,
  temporal_run_id text not null,
  attempt int not null default 1,
  taken_at timestamptz not null default now(),
  primary key (district_id, run_id, workflow_id)
);

-- Done-markers, written in the step's own transaction; a step that finds its marker returns the stored result.
create table run_step (
  district_id int not null,
  run_id bigint not null,
  step text not null,
  batch int not null default 0,
  result jsonb not null,
  -- To run again, after an answer; the result is that of the time before.
  reopened boolean not null default false,
  started_at timestamptz not null,
  finished_at timestamptz not null default clock_timestamp(),
  primary key (district_id, run_id, step, batch)
);

-- How far a step is, for people who watch; written outside the step's transaction.
create table run_progress (
  district_id int not null,
  run_id bigint not null,
  step text not null,
  done bigint not null,
  total bigint,
  updated_at timestamptz not null default now(),
  primary key (district_id, run_id, step)
);

-- Logged, so that a crash of the server, which empties unlogged staging, is noticed by comparing counts.
create table staged_batch (
  district_id int not null,
  run_id bigint not null,
  collection text not null,
  batch int not null,
  start_offset bigint not null,
  end_offset bigint not null,
  start_line bigint not null,
  end_line bigint not null,
  rows bigint not null,
  counts jsonb not null default '{}',
  primary key (district_id, run_id, collection, batch)
);

-- Records that a threshold, or rows in error, keep from being archived: until an admin answers or the source names them
-- again. Guardians are kept by their links, enrollments by what they hang on.
create table withheld (
  district_id int not null,
  scope_id bigint not null,
  kind text not null check (kind in ('guardianLinks', 'students', 'staff', 'classrooms', 'enrollments')),
  entity_id bigint not null,
  -- With kind 'guardianLinks' the other half of its key; entity_id is the guardian's.
  student_id bigint not null default 0,
  -- The run that would have archived it first.
  run_id bigint not null,
  reason text not null check (reason in ('threshold', 'errors')),
  -- null: the question is open; 'archive': to be archived when the part runs next and the record is still absent.
  decision text check (decision in ('archive', 'keep')),
  primary key (district_id, scope_id, kind, entity_id, student_id)
);

-- What people answered to a run's questions.
create table decision (
  district_id int not null,
  run_id bigint not null,
  -- Of the answer in its run, so that an answer given twice is written once.
  key text not null,
  question text not null check (question in ('removals', 'hold')),
  answer text not null,
  decided_by text not null,
  decided_at timestamptz not null default clock_timestamp(),
  -- With hold: the reasons with their figures, and the guardian file's sha-256.
  details jsonb not null default '{}',
  primary key (district_id, run_id, key)
);

create table run_finding (
  district_id int not null,
  run_id bigint not null,
  finding_id bigint generated always as identity,
  step text not null,
  batch int not null default 0,
  severity text not null check (severity in ('error', 'warning', 'notice')),
  code text not null,
  file text,
  line bigint,
  column_name text,
  message text not null,
  -- Ids and shapes that the report links to; never contact values.
  details jsonb not null default '{}',
  primary key (district_id, run_id, finding_id)
);

-- The before image of every update, end and restoration. Creation is the record's own created_run.
create table change (
  district_id int not null,
  run_id bigint not null,
  change_id bigint generated always as identity,
  entity text not null,
  entity_id bigint not null,
  -- With entity 'guardian_link' the other half of its key.
  student_id bigint,
  action text not null check (action in ('update', 'archive', 'restore', 'close', 'reopen', 'merge', 'move')),
  before jsonb not null,
  after jsonb not null,
  line bigint,
  changed_at timestamptz not null default now(),
  primary key (district_id, run_id, change_id)
);
create index change_of_entity on change (district_id, entity, entity_id);

-- What was received, encrypted in the blob store; the manifest finds its chunks.
create table blob (
  district_id int not null,
  blob_id uuid not null,
  run_id bigint not null,
  purpose text not null,
  name text not null,
  size bigint not null,
  sha256 text not null,
  modified_at timestamptz,
  manifest jsonb not null,
  created_at timestamptz not null default now(),
  primary key (district_id, blob_id)
);
