-- Who was read from a line of a file with these very bytes, in this run or an earlier one.
select g.first_name || ' ' || g.last_name as name
from guardian_link l
join guardian g using (district_id, guardian_id)
join run r on r.district_id = l.district_id and r.run_id = l.source_run
where l.district_id = :districtId and l.scope_id = :scopeId and l.source_line = :line
  and r.file ->> 'sha256' = :sha256
