-- What a district calls an attribute: a header of student_attributes.csv.
create table attribute (
  district_id int not null references district,
  attribute_id bigint generated always as identity,
  -- The header without letter case, blanks, "_" and "-": spelled otherwise it is the same attribute.
  key text not null,
  -- As it was spelled first.
  name text not null,
  created_run bigint not null,
  primary key (district_id, attribute_id),
  unique (district_id, key)
);

-- One row per (student, attribute), open or ended; one that comes back is the same row. It belongs to its student's scope.
create table student_attribute (
  district_id int not null,
  student_id bigint not null,
  attribute_id bigint not null,
  -- Of an ended one the value that it had.
  value text not null,
  archived_at timestamptz,
  -- Why it ended: 'cleared' (an empty cell), 'absent' (its student is no longer in the file), 'reverted'.
  end_reason text,
  created_run bigint not null,
  source_run bigint not null,
  source_line bigint,
  primary key (district_id, student_id, attribute_id),
  check ((archived_at is null) = (end_reason is null))
);
-- For filtering the directory by an attribute.
create index student_attribute_value on student_attribute (district_id, attribute_id, value) where archived_at is null;

-- With kind 'studentAttributes' entity_id is the attribute's, and student_id the other half of the key.
alter table withheld drop constraint withheld_kind_check;
alter table withheld add constraint withheld_kind_check
  check (kind in ('guardianLinks', 'students', 'staff', 'classrooms', 'enrollments', 'studentAttributes'));
