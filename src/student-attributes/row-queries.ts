import { skippedRowQueries } from '../guardians/row-queries.js';
import type { FindingQuery } from '../runs/finding-queries.js';

/** What the report says of single rows and values. Lines are those of the file; values are never told. */
export const attributeQueries: readonly FindingQuery[] = [
  ...skippedRowQueries,
  {
    code: 'attribute-rows-disagree',
    select: `
      select min(v.line) as line, least(min(v.line), c.line) as first, greatest(min(v.line), c.line) as second,
        f.name as attribute, c.line as kept,
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
    select: `
      select r.line, r.line as first, d.kept_line as second,
        jsonb_build_object('student', r.student_id, 'lines', jsonb_build_array(r.line, d.kept_line)) as details
      from file_row r
      join several_rows d on d.student_id = r.student_id
      where r.line <> d.kept_line`,
  },
  {
    code: 'attributes-kept',
    select: `
      select kept_by_line as line, count(*) as values,
        case when kept_by_kind = 'error' then 'is in error' else 'was skipped' end as problem,
        jsonb_build_object('student', student_id) as details
      from absent_value where kept_by_line is not null
      group by kept_by_line, kept_by_kind, student_id`,
  },
];
