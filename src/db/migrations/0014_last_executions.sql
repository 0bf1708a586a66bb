-- The execution that held the fence of a run last: what takes the fence away keeps it, for links to the Temporal UI.
alter table run_execution add column last_temporal_run_id text;
