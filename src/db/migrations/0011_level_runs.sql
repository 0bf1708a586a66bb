-- The change of level is a run of its own, before the first sync of the new level: that sync can be put back without it.
alter table run drop constraint run_kind_check,
  add constraint run_kind_check check (kind in ('sync', 'upload', 'revert', 'preview', 'level'));
