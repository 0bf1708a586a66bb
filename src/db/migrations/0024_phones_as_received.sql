-- Of a guardian's numbers, how they were received, so that they can be read again by another country or other rules. Null:
-- in the national way, as the number without its country code says, and of numbers from before this migration. '': with
-- the country code. Else the text.
alter table guardian add column mobile_received text, add column home_received text;

-- By what the stored numbers of the scope's guardians were read, as `staff_numbers` is of its staff: rules and country.
alter table scope rename column guardian_country to guardian_numbers;
update scope set guardian_numbers = '1 ' || guardian_numbers where guardian_numbers is not null;
