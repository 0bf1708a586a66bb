-- One round of rule 4: each class asks for its best account, each account goes to the class that has its key, else to
-- that of the oldest role.
-- Reads closed_candidate.
-- Changes class_account.
insert into class_account
with free as (
  select * from closed_candidate c
  where not exists (select from class_account x where x.class = c.class)
    and not exists (select from class_account x where x.account_id = c.account_id)
), asked as (
  select distinct on (class) class, account_id, same_key, age from free
  order by class, preference, unclaimed, created_run, account_id
)
select distinct on (account_id) class, account_id from asked
order by account_id, same_key desc nulls last, age
returning class;
