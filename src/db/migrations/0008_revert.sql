-- The run that this one has put back, set with the revert itself. A run is put back once: to undo that, its revert is.
alter table run add column reverts_run bigint;
create unique index run_reverts on run (district_id, reverts_run) where reverts_run is not null;

-- Whether a run is put back now: its revert may have been put back in turn, and so on.
create function is_reverted(of_district int, of_run bigint) returns boolean
  language sql stable
  as $$
    with recursive chain as (
      select run_id, 1 as length from run where district_id = of_district and reverts_run = of_run
      union all
      select r.run_id, length + 1 from chain join run r on r.district_id = of_district and r.reverts_run = chain.run_id
    )
    select coalesce(max(length), 0) % 2 = 1 from chain
  $$;

-- Several before images of one record as one: given in descending order, of each column the oldest value stays.
create aggregate jsonb_overlaid (jsonb) (sfunc = jsonb_concat, stype = jsonb, initcond = '{}');
