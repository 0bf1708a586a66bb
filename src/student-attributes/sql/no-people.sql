-- Attributes have no ids that people could share, and no people who could be mistaken.
-- Makes shared_id, unclear_row.
create temp table shared_id (sis_id text) on commit drop;
create temp table unclear_row (row_id bigint) on commit drop;
