-- What a link remembers of the last run in which a row named it. `said`: what its rows said, a list for each of
-- first_name, last_name, email and mobile_phone that was other than `had`. `had`: what the guardian had then, of the same
-- columns, where it has something else now. Null, or without a column: the rows said what the guardian has.
alter table guardian_link add column said jsonb, add column had jsonb;

-- Links from before this migration remember nothing, until a whole file has named them.
alter table scope add column links_remember boolean not null default false;

-- What links remembered before a run. Where the run is put back, they remember it again.
create table link_memory (
  district_id int not null,
  run_id bigint not null,
  student_id bigint not null,
  guardian_id bigint not null,
  said jsonb,
  had jsonb,
  primary key (district_id, run_id, student_id, guardian_id)
);
