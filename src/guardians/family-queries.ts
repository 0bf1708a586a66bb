import type { FindingQuery } from '../runs/finding-queries.js';

/** What the report says of guardians and links, once they are written. */
export const familyQueries: readonly FindingQuery[] = [
  {
    code: 'possible-contact-change',
    grouped: true,
    select: `
      select n.line, n.group_name,
        jsonb_build_object('student', n.student_id, 'before', e.guardian_id, 'after', n.guardian_id) as details
      from link_row n
      join guardian gained on gained.district_id = :districtId and gained.guardian_id = n.guardian_id
      join ending_link e on e.student_id = n.student_id and e.reason <> 'student'
      join guardian lost on lost.district_id = :districtId and lost.guardian_id = e.guardian_id
      where (n.is_new or n.was_ended) and lost.name_key = gained.name_key`,
  },
  {
    code: 'link-waits',
    grouped: true,
    select: `
      select line, group_name, jsonb_build_object('student', student_id, 'guardian', replaces) as details
      from waiting_link`,
  },
  {
    code: 'link-kept',
    select: `
      select kept_by_line as line,
        case when kept_by_kind = 'error' then 'is in error' else 'was skipped' end as problem,
        jsonb_build_object('student', student_id, 'guardian', guardian_id) as details
      from absent_link where reason <> 'student' and kept_by_line is not null`,
  },
  {
    code: 'ids-adopted',
    column: 'guardianSisId',
    select: `
      select cast(null as bigint) as line, count(*) as guardians,
        jsonb_build_object('guardians', count(*)) as details
      from placed_id where how = 'adopted' having count(*) > 0`,
  },
  {
    code: 'ids-kept',
    column: 'guardianSisId',
    select: `
      select min(r.line) as line, count(distinct r.guardian_id) as guardians,
        jsonb_build_object('guardians', count(distinct r.guardian_id)) as details
      from placed_row r
      join guardian g on g.district_id = :districtId and g.guardian_id = r.guardian_id
      where r.sis_id is null and g.sis_id is not null and g.created_run <> :runId
      having count(*) > 0`,
  },
  {
    code: 'links-ended-with-students',
    select: `
      select cast(null as bigint) as line, count(*) as links,
        jsonb_build_object('links', count(*)) as details
      from ending_link where reason = 'student' having count(*) > 0`,
  },
  {
    code: 'many-guardians',
    select: `
      select min(line) as line, count(*) as count,
        jsonb_build_object('student', student_id) as details
      from link_row group by student_id having count(*) > 6`,
  },
  {
    code: 'many-students',
    select: `
      select min(line) as line, count(*) as count,
        jsonb_build_object('guardian', guardian_id) as details
      from link_row group by guardian_id having count(*) > 15`,
  },
];
