import type { FindingCode } from '../findings/catalogue.js';
import type { FindingQuery } from '../runs/finding-queries.js';

/** Why a row was skipped, by how its id resembles an id of the roster. */
const skipped = (code: FindingCode, ways: string): FindingQuery => ({
  code,
  column: 'studentSisId',
  grouped: true,
  select: `
    select r.line, r.group_name, jsonb_build_object('students', coalesce(p.students, '{}')) as details
    from skipped_row r
    left join (
      select id, (array_agg(distinct student_id))[1:20] as students,
        (array_agg(way order by array_position(array['same', 'zeros', 'spelling', 'exponent', 'other-field'], way)))[1] as way
      from possible_student group by id
    ) as p on p.id = r.student_sis_id
    where r.student_id is null and ${ways}`,
});

/** What a sentence calls a row: its line, and which guardian of the line it is. */
const rowName = (line: string, group: string) => `concat_ws(' ', ${line}, '(' || ${group} || ')')`;

/** A row and another one, by their names, in the order of the file. */
function both(row: string, other: string): string {
  const names = [rowName(`${row}line`, `${row}group_name`), rowName(`${row}${other}_line`, `${row}${other}_group`)];
  const inOrder = `${row}row_id < ${row}${other}_row`;
  return `case when ${inOrder} then ${names[0]} else ${names[1]} end as first,
        case when ${inOrder} then ${names[1]} else ${names[0]} end as second`;
}

/** Of rows whose student is not known. Lines are those of the file. */
export const skippedRowQueries: readonly FindingQuery[] = [
  skipped('student-unknown', 'p.way is null'),
  skipped('student-ambiguous', `p.way = 'same'`),
  skipped('student-id-zeros', `p.way = 'zeros'`),
  skipped('student-id-spelling', `p.way = 'spelling'`),
  skipped('student-id-exponent', `p.way = 'exponent'`),
  skipped('student-id-other-field', `p.way = 'other-field'`),
];

/** Emails or mobile phones that stand on rows of many people. */
const placeholder = (column: 'email' | 'mobilePhone'): FindingQuery => ({
  code: 'contact-placeholder',
  column,
  grouped: true,
  select: `
    select line, group_name, of_column as column, format('is on rows with %s different names', names) as reason,
      cast('{}' as jsonb) as details
    from emptied_cell join file_row using (row_id)
    where of_column = '${column}' and not is_students`,
});

/** What the report says of single rows. */
export const rowQueries: readonly FindingQuery[] = [
  ...skippedRowQueries,
  {
    code: 'student-contact',
    column: 'email',
    grouped: true,
    select: `
      select line, group_name, jsonb_build_object('student', student_id) as details
      from emptied_cell join file_row using (row_id) where is_students`,
  },
  placeholder('email'),
  placeholder('mobilePhone'),
  {
    code: 'namesake-unclear',
    grouped: true,
    select: `
      select line, group_name, jsonb_build_object('student', student_id) as details
      from skipped_row where student_id is not null`,
  },
  {
    code: 'id-shared',
    column: 'guardianSisId',
    grouped: true,
    select: `
      select r.line, r.group_name, jsonb_build_object('student', r.student_id) as details
      from file_row r join shared_id s using (sis_id)`,
  },
  {
    code: 'id-reused',
    column: 'guardianSisId',
    select: `
      select min(r.line) as line,
        jsonb_build_object('formerGuardian', u.guardian_id, 'guardian', min(p.guardian_id)) as details
      from reused_id u
      join file_row r on r.sis_id = u.sis_id and r.usable
      left join placed_id p on p.sis_id = u.sis_id
      group by u.guardian_id`,
  },
  {
    code: 'rows-disagree',
    select: `
      select d.line, ${both('d.', 'chosen')},
        case when d.contact then format('Name, email and mobile phone are taken from row %s.', ${rowName('d.chosen_line', 'd.chosen_group')})
          else 'Home phone and language stay as stored if a row has them; otherwise the last row counts.' end as taken,
        jsonb_build_object('guardian', d.guardian_id, 'lines', jsonb_build_array(d.line, d.chosen_line)) as details
      from dissent d`,
  },
  {
    code: 'duplicate-row',
    select: `
      select line, ${both('', 'kept')},
        jsonb_build_object('guardian', guardian_id, 'student', student_id, 'lines', jsonb_build_array(line, kept_line)) as details
      from duplicate_row where not disagrees`,
  },
  {
    code: 'link-rows-disagree',
    select: `
      select line, ${both('', 'kept')}, ${rowName('kept_line', 'kept_group')} as kept,
        jsonb_build_object('guardian', guardian_id, 'student', student_id, 'lines', jsonb_build_array(line, kept_line)) as details
      from duplicate_row where disagrees`,
  },
];
