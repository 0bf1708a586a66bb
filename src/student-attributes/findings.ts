import { skippedRowFindings } from '../guardians/row-findings.js';
import type { FindingQuery } from '../runs/finding-queries.js';

/** What the report says of single rows and values. Lines are those of the file; values are never told. */
export const attributeFindings: readonly FindingQuery[] = [
  ...skippedRowFindings,
  {
    code: 'attribute-rows-disagree',
    severity: 'warning',
    select: `
      select min(v.line) as line, format('Rows %s and %s are of one student and say different things in the column "%s". Row %s counts.', least(min(v.line), c.line), greatest(min(v.line), c.line), f.name, c.line) as message,
        jsonb_build_object('student', c.student_id, 'lines', jsonb_build_array(min(v.line), c.line)) as details
      from file_value v
      join several_rows d on d.student_id = v.student_id
      join chosen_value c on c.student_id = v.student_id and c.attribute_id = v.attribute_id
      join file_attribute f on f.attribute_id = c.attribute_id
      where v.value <> c.value
      group by c.student_id, c.attribute_id, c.line, f.name`,
  },
  {
    code: 'student-rows-several',
    severity: 'notice',
    select: `
      select r.line, format('Rows %s and %s are of the same student: they were taken together.', r.line, d.kept_line) as message,
        jsonb_build_object('student', r.student_id, 'lines', jsonb_build_array(r.line, d.kept_line)) as details
      from file_row r
      join several_rows d on d.student_id = r.student_id
      where r.line <> d.kept_line`,
  },
  {
    code: 'attributes-kept',
    severity: 'warning',
    select: `
      select kept_by_line as line, case when kept_by_kind = 'error'
          then format('%s values of a student are no longer in the file, but this row is in error and may mean the student: they stay until the row is right.', count(*))
          else format('%s values of a student are no longer in the file, but this row was skipped and may mean the student: they stay until the row is right.', count(*)) end as message,
        jsonb_build_object('student', student_id) as details
      from absent_value where kept_by_line is not null
      group by kept_by_line, kept_by_kind, student_id`,
  },
];
