-- For a file without ids.
-- Makes reused_id, placed_id.
create temp table reused_id (guardian_id bigint, sis_id text) on commit drop;

create temp table placed_id (sis_id text, guardian_id bigint, how text) on commit drop;
