-- Accounts that a person has claimed since the reverted run began: it is theirs how they go on.
-- Changes reverting.
update reverting v set blocked = 'claimed'
from account a, run t
where v.entity = 'account' and v.blocked is null and a.district_id = :districtId and a.account_id = v.id
  and t.district_id = :districtId and t.run_id = :target and a.claimed_at > t.started_at;
