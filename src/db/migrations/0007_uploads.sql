-- What the request of an upload or a revert says beyond its kind: blob and Abandon, or the run that is put back.
alter table run add column options jsonb not null default '{}';

-- An uploaded file is there before its run: run_id is null until a run takes it, and the scope says who may.
alter table blob alter column run_id drop not null, add column scope_id bigint;
