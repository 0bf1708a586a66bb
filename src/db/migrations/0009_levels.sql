-- A record without scope was made by hand: no sync owns it, so none touches it.
alter table term alter column scope_id drop not null, alter column created_run drop not null,
  alter column source_run drop not null;
alter table classroom alter column scope_id drop not null, alter column created_run drop not null,
  alter column source_run drop not null;
alter table student alter column scope_id drop not null, alter column created_run drop not null,
  alter column source_run drop not null;
alter table staff alter column scope_id drop not null, alter column created_run drop not null,
  alter column source_run drop not null;
alter table enrollment alter column scope_id drop not null, alter column created_run drop not null,
  alter column source_run drop not null;
alter table guardian alter column scope_id drop not null, alter column created_run drop not null,
  alter column source_run drop not null;
alter table guardian_link alter column scope_id drop not null, alter column created_run drop not null,
  alter column source_run drop not null;

-- What no run did, such as a claim, is in the audit under run 0.
alter table change drop constraint change_action_check,
  add constraint change_action_check check (
    action in ('update', 'archive', 'restore', 'close', 'reopen', 'merge', 'move', 'claim'));

-- What the stored numbers of the scope were read by: its guardians' by the country, its staff's by rules, country and
-- column. Null where nothing is stored yet.
alter table scope add column guardian_country text, add column staff_numbers text;
