-- All parts that failed, in order. failed_step, from before this migration, has the first of them.
alter table run add column failed_parts text[];
