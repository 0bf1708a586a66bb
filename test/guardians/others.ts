import type { Row } from './rows.js';

/** The row of one of the guardians who are nobody else in a test. */
export function otherRow(i: number): Row {
  const n = String(i).padStart(5, '0');
  return {
    studentSisId: `O${n}`,
    guardianSisId: `X${n}`,
    firstName: `N${n}`,
    lastName: 'Other',
    email: `n${n}@other.example.org`,
    mobilePhone: `+12125${n.padStart(6, '0')}`,
  };
}

/** Writes the others of rows 1 to :count as earlier syncs would have. */
export const otherStatements = [
  `insert into student (district_id, scope_id, source_id, sis_id, created_run, source_run)
   select :districtId, :scopeId, 'src-O' || n, 'O' || lpad(n::text, 5, '0'), :runId, :runId from generate_series(1, :count::int) as n`,
  `insert into guardian (district_id, scope_id, sis_id, first_name, last_name, email, mobile_phone, created_run, source_run)
   select :districtId, :scopeId, 'X' || n, 'N' || n, 'Other', 'n' || n || '@other.example.org', '+121250' || n, :runId, :runId
   from (select lpad(i::text, 5, '0') as n from generate_series(1, :count::int) as i) as numbers`,
  `insert into guardian_link (district_id, student_id, guardian_id, scope_id, created_run, source_run)
   select :districtId, s.student_id, g.guardian_id, :scopeId, :runId, :runId
   from guardian g join student s on s.district_id = g.district_id and s.sis_id = 'O' || substr(g.sis_id, 2)
   where g.district_id = :districtId and g.scope_id = :scopeId and g.last_name = 'Other'`,
  `insert into account (district_id, name, email, phone, key, created_run, changed_run)
   select district_id, first_name || ' ' || last_name, email, mobile_phone, contact_key, :runId, :runId
   from guardian where district_id = :districtId and scope_id = :scopeId and last_name = 'Other'`,
  `insert into role (district_id, kind, entity_id, account_id, key, created_run, changed_run)
   select g.district_id, 'guardian', g.guardian_id, a.account_id, a.key, :runId, :runId
   from guardian g join account a on a.district_id = g.district_id and a.key = g.contact_key
   where g.district_id = :districtId and g.scope_id = :scopeId and g.last_name = 'Other'`,
];
