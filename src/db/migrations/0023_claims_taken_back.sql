-- A claim that was a mistake is taken back; the audit has that, too, under run 0.
alter table change drop constraint change_action_check,
  add constraint change_action_check check (
    action in ('update', 'archive', 'restore', 'close', 'reopen', 'merge', 'move', 'claim', 'unclaim'));
