-- What a run did, record by record, and what keeps each from being put back.
-- Makes reverting.
create temp table reverting (
  entity text not null,
  id bigint not null,
  student_id bigint not null,
  kind text not null,
  -- The columns that are to be set.
  image jsonb not null,
  is_open boolean not null,
  -- Whether it is open once put back.
  opens boolean not null,
  -- The reverted run made it.
  withdraws boolean not null,
  -- null: it is put back. 'changed': a later run wrote it · 'claimed': a person uses the account since · 'in-use':
  -- something open hangs on it · 'owner-ended': what it hangs on has ended · 'without-links': no link would be open ·
  -- 'id-taken': another guardian has the id · 'rules': roles and keys would not agree
  blocked text,
  -- The run that wrote it last.
  by_run bigint
) on commit drop;
