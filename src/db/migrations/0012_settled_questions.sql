-- Questions of earlier runs that a run settled: its source named the record again, or what was let go went. Where the run
-- is put back, they are open again.
create table withheld_settled (
  district_id int not null,
  settled_run bigint not null,
  -- As it was in withheld.
  scope_id bigint not null,
  kind text not null,
  entity_id bigint not null,
  student_id bigint not null,
  run_id bigint not null,
  reason text not null,
  decision text,
  primary key (district_id, settled_run, kind, entity_id, student_id)
);
