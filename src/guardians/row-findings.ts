import type { FindingQuery } from '../runs/finding-queries.js';

/** Why a row was skipped, by how its id resembles an id of the roster. */
const skipped = (code: string, ways: string, message: string): FindingQuery => ({
  code,
  severity: 'warning',
  column: 'studentSisId',
  select: `
    select r.line, '${message}' as message, jsonb_build_object('students', coalesce(p.students, '[]')) as details
    from skipped_row r
    left join (
      select line, jsonb_agg(distinct student_id) as students,
        (array_agg(way order by array_position(array['same', 'zeros', 'spelling', 'exponent', 'other-field'], way)))[1] as way
      from possible_student where kind = 'skipped' group by line
    ) as p using (line)
    where r.student_id is null and ${ways}`,
});

const again = 'The row is skipped and read again in the next run.';

/** Of rows whose student is not known. Lines are those of the file. */
export const skippedRowFindings: readonly FindingQuery[] = [
  skipped('student-unknown', 'p.way is null', `No active student of the roster has this id. ${again}`),
  skipped(
    'student-ambiguous',
    `p.way = 'same'`,
    `Several active students have this id, so it names nobody. Give each its own id in the SIS. ${again}`,
  ),
  skipped(
    'student-id-zeros',
    `p.way = 'zeros'`,
    `No student has this id, but with other leading zeros one does: a spreadsheet may have removed them. Export the file without opening it in a spreadsheet. ${again}`,
  ),
  skipped(
    'student-id-spelling',
    `p.way = 'spelling'`,
    `No student has this id, but one has it in other letter case or without blanks. ${again}`,
  ),
  skipped(
    'student-id-exponent',
    `p.way = 'exponent'`,
    `A spreadsheet turned this id into a number such as 1.23E+08, which several ids round to. Export the file without opening it in a spreadsheet. ${again}`,
  ),
  skipped(
    'student-id-other-field',
    `p.way = 'other-field'`,
    `No student has this id in the field that the setting "Student ID" chooses, but one has it in another id field. ${again}`,
  ),
];

/** What the report says of single rows. */
export const rowFindings: readonly FindingQuery[] = [
  ...skippedRowFindings,
  {
    code: 'namesake-unclear',
    severity: 'warning',
    select: `
      select line, 'The email or mobile phone of this row cannot be used, and another row names a guardian of this student with the same name: which of the two this one is cannot be known. Correct the cell, or give each person a guardianSisId. ${again}' as message,
        jsonb_build_object('student', student_id) as details
      from skipped_row where student_id is not null`,
  },
  {
    code: 'id-shared',
    severity: 'error',
    column: 'guardianSisId',
    select: `
      select r.line, 'This guardianSisId stands on rows of different people, who share neither an email nor a phone. None of its rows was applied; give each person an id of their own in the SIS.' as message,
        jsonb_build_object('student', r.student_id) as details
      from file_row r join shared_id s using (sis_id)`,
  },
  {
    code: 'id-reused',
    once: true,
    severity: 'warning',
    column: 'guardianSisId',
    select: `
      select min(r.line) as line, 'This guardianSisId belonged to another person until now: name, email and phone are all different. The id was taken from that guardian, and the row goes on as a new id.' as message,
        jsonb_build_object('formerGuardian', u.guardian_id, 'guardian', min(p.guardian_id)) as details
      from reused_id u
      join file_row r on r.sis_id = u.sis_id and r.usable
      left join placed_id p on p.sis_id = u.sis_id
      group by u.guardian_id`,
  },
  {
    code: 'rows-disagree',
    severity: 'warning',
    select: `
      select d.line, format('Rows %s and %s are of one guardian and say different things. %s', least(d.line, d.chosen_line), greatest(d.line, d.chosen_line),
          case when d.contact then format('Name, email and mobile phone are taken from row %s.', d.chosen_line)
            else 'Home phone and language stay as stored where a row has them, else the last row counts.' end) as message,
        jsonb_build_object('guardian', d.guardian_id, 'lines', jsonb_build_array(d.line, d.chosen_line)) as details
      from dissent d`,
  },
  {
    code: 'duplicate-row',
    severity: 'notice',
    select: `
      select line, format('Rows %s and %s name the same student and guardian: one link.', least(line, kept_line), greatest(line, kept_line)) as message,
        jsonb_build_object('guardian', guardian_id, 'student', student_id, 'lines', jsonb_build_array(line, kept_line)) as details
      from duplicate_row where not disagrees`,
  },
  {
    code: 'link-rows-disagree',
    severity: 'warning',
    select: `
      select line, format('Rows %s and %s name the same student and guardian with different relationship or contact type. Row %s counts.', least(line, kept_line), greatest(line, kept_line), kept_line) as message,
        jsonb_build_object('guardian', guardian_id, 'student', student_id, 'lines', jsonb_build_array(line, kept_line)) as details
      from duplicate_row where disagrees`,
  },
];
