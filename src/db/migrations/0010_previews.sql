-- A dry run has a record for what it stages, finds and reports. It is no sync: whoever looks for a scope's last run leaves
-- this kind out.
alter table run drop constraint run_kind_check,
  add constraint run_kind_check check (kind in ('sync', 'upload', 'revert', 'preview'));
