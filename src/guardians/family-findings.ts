import type { FindingQuery } from '../runs/finding-queries.js';

/** What the report says of guardians and links, once they are written. */
export const familyFindings: readonly FindingQuery[] = [
  {
    code: 'possible-contact-change',
    once: true,
    severity: 'notice',
    select: `
      select n.line, 'In this run a student loses and gains a guardian of the same name: possible contact change. With a guardianSisId in the file the guardian and the account would stay the same.' as message,
        jsonb_build_object('student', n.student_id, 'before', e.guardian_id, 'after', n.guardian_id) as details
      from link_row n
      join guardian gained on gained.district_id = :districtId and gained.guardian_id = n.guardian_id
      join ending_link e on e.student_id = n.student_id and e.reason <> 'student'
      join guardian lost on lost.district_id = :districtId and lost.guardian_id = e.guardian_id
      where (n.is_new or n.was_ended) and lost.name_key = gained.name_key`,
  },
  {
    code: 'link-waits',
    once: true,
    severity: 'notice',
    select: `
      select line, 'This row would replace a link whose removal waits for an answer: same student, same name, another contact. It waits too; either answer lets it in.' as message,
        jsonb_build_object('student', student_id, 'guardian', replaces) as details
      from waiting_link`,
  },
  {
    code: 'link-kept',
    severity: 'warning',
    select: `
      select kept_by_line as line, case when kept_by_kind = 'error'
          then 'No row names this link any more, but this row is in error and may mean its student: the link stays until the row is right.'
          else 'No row names this link any more, but this row was skipped and may mean its student: the link stays until the row is right.' end as message,
        jsonb_build_object('student', student_id, 'guardian', guardian_id) as details
      from absent_link where reason <> 'student' and kept_by_line is not null`,
  },
  {
    code: 'ids-adopted',
    once: true,
    severity: 'notice',
    column: 'guardianSisId',
    select: `
      select cast(null as bigint) as line, format('%s guardians who had no guardianSisId were given the one of the file. They and their accounts stay the same.', count(*)) as message,
        jsonb_build_object('guardians', count(*)) as details
      from placed_id where how = 'adopted' having count(*) > 0`,
  },
  {
    code: 'ids-kept',
    severity: 'notice',
    column: 'guardianSisId',
    select: `
      select min(r.line) as line, format('%s guardians who have a guardianSisId stand on rows without one. They were found by contact or name and keep the id.', count(distinct r.guardian_id)) as message,
        jsonb_build_object('guardians', count(distinct r.guardian_id)) as details
      from placed_row r
      join guardian g on g.district_id = :districtId and g.guardian_id = r.guardian_id
      where r.sis_id is null and g.sis_id is not null and g.created_run <> :runId
      having count(*) > 0`,
  },
  {
    code: 'links-ended-with-students',
    once: true,
    severity: 'notice',
    select: `
      select cast(null as bigint) as line, format('%s links ended because their students are archived.', count(*)) as message,
        jsonb_build_object('links', count(*)) as details
      from ending_link where reason = 'student' having count(*) > 0`,
  },
  {
    code: 'many-guardians',
    severity: 'notice',
    select: `
      select min(line) as line, format('%s guardians are named for one student, more than 6.', count(*)) as message,
        jsonb_build_object('student', student_id) as details
      from link_row group by student_id having count(*) > 6`,
  },
  {
    code: 'many-students',
    severity: 'notice',
    select: `
      select min(line) as line, format('One guardian is named for %s students, more than 15.', count(*)) as message,
        jsonb_build_object('guardian', guardian_id) as details
      from link_row group by guardian_id having count(*) > 15`,
  },
];
