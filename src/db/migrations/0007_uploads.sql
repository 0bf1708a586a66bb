-- What the request of an upload or a revert says beyond its kind: blob and Abandon, or the run that is put back.
alter table run add column options jsonb not null default '{}';

-- An uploaded file is there before its run: run_id is null until a run takes it, and the scope says who may.
alter table blob alter column run_id drop not null, add column scope_id bigint;

-- Blobs that somebody has begun to write and whose manifest is not stored: what a process that was killed leaves in the
-- blob store is found here. Ids of the store, which is nobody's district; a row lives as long as a file is received.
create table begun_blob (
  blob_id uuid primary key,
  begun_at timestamptz not null default now()
);
