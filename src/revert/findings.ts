import type { FindingQuery } from '../runs/finding-queries.js';

/** Names of the entities in `change` for people, and the key of their id in a finding's details. */
const named = `(values
  ('school', 'school', 'school'), ('term', 'term', 'term'), ('classroom', 'classroom', 'classroom'),
  ('student', 'student', 'student'), ('staff', 'staff member', 'staff'), ('enrollment', 'enrollment', 'enrollment'),
  ('guardian', 'guardian', 'guardian'), ('guardian_link', 'link between student and guardian', 'guardian'),
  ('student_attribute', 'attribute value', 'attribute'), ('account', 'account', 'account'), ('role', 'role', 'role')) as n (entity, word, key)`;

/** What could not be put back, with ids only. Roles go with their accounts. */
export const revertFindings: readonly FindingQuery[] = [
  {
    code: 'not-reverted',
    severity: 'warning',
    select: `
      select cast(null as bigint) as line,
        format(case r.blocked
          when 'changed' then 'This %s was not put back: run %s has changed it since.'
          when 'in-use' then 'This %s was not put back: something that is open hangs on it.'
          when 'owner-ended' then 'This %s was not put back: what it hangs on has ended since.'
          when 'without-links' then 'This %s was not put back: none of its links could be.'
          else 'This %s was not put back: another guardian has its guardianSisId now.' end, n.word, r.by_run) as message,
        jsonb_build_object(n.key, r.id, 'why', r.blocked)
          || case when r.student_id > 0 then jsonb_build_object('student', r.student_id) else '{}' end
          || case when r.blocked = 'changed' then jsonb_build_object('run', r.by_run) else '{}' end as details
      from reverting r join ${named} using (entity)
      where r.blocked is not null and r.entity not in ('account', 'role')
      order by r.entity, r.id, r.student_id`,
  },
  {
    code: 'account-decided-anew',
    severity: 'notice',
    select: `
      select cast(null as bigint) as line,
        case r.blocked when 'claimed' then 'A person has claimed this account since: it was not put back from the audit, the rules for accounts decide anew.'
          else 'A later run has touched this account, its roles or their key since: it was not put back from the audit, the rules for accounts decide anew.' end as message,
        jsonb_build_object('account', r.id, 'why', r.blocked) as details
      from reverting r
      where r.blocked is not null and r.entity = 'account'
      order by r.id`,
  },
];
