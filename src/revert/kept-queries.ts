import type { FindingQuery } from '../runs/finding-queries.js';

/** Names of the entities in `change` for people, and the key of their id in a finding's details. */
const named = `(values
  ('school', 'school', 'school'), ('term', 'term', 'term'), ('classroom', 'classroom', 'classroom'),
  ('student', 'student', 'student'), ('staff', 'staff member', 'staff'), ('enrollment', 'enrollment', 'enrollment'),
  ('guardian', 'guardian', 'guardian'), ('guardian_link', 'link between student and guardian', 'guardian'),
  ('student_attribute', 'attribute value', 'attribute'), ('account', 'account', 'account'), ('role', 'role', 'role')) as n (entity, word, key)`;

/** What could not be put back, with ids only. Roles go with their accounts. */
export const keptQueries: readonly FindingQuery[] = [
  {
    code: 'not-reverted',
    select: `
      select cast(null as bigint) as line,
        n.word as record,
        case r.blocked
          when 'changed' then format('run %s has changed it since', r.by_run)
          when 'in-use' then 'something that is still open belongs to it'
          when 'owner-ended' then 'what it belongs to has ended since'
          when 'without-links' then 'none of its links could be reverted'
          else 'another guardian has its guardianSisId now' end as reason,
        jsonb_build_object(n.key, r.id, 'why', r.blocked)
          || case when r.student_id > 0 then jsonb_build_object('student', r.student_id) else '{}' end
          || case when r.blocked = 'changed' then jsonb_build_object('run', r.by_run) else '{}' end as details
      from reverting r join ${named} using (entity)
      where r.blocked is not null and r.entity not in ('account', 'role')
      order by r.entity, r.id, r.student_id`,
  },
  {
    code: 'account-decided-anew',
    select: `
      select cast(null as bigint) as line,
        case r.blocked when 'claimed' then 'a person has claimed it since'
          else 'a later run has changed it, its roles or their key' end as reason,
        jsonb_build_object('account', r.id, 'why', r.blocked) as details
      from reverting r
      where r.blocked is not null and r.entity = 'account'
      order by r.id`,
  },
];
