import { exportedColumns } from '../roster/columns.js';
import { type ExportTable, notWithdrawn, origin, state } from './table.js';

const inScope = (alias: string) =>
  `where ${alias}.district_id = {{district}} and ${alias}.scope_id = {{scope}} and ${notWithdrawn(alias)}`;

/** The roster names a person's first school, and all of them; these are stored in no order that the roster has. */
const schoolsOf = (alias: string): Record<string, string> => ({
  school_source_id: `(select s.source_id from school s where s.district_id = ${alias}.district_id and s.school_id = ${alias}.school_id)`,
  school_source_ids: `(select string_agg(s.source_id, ';' order by s.source_id collate "C") from unnest(${alias}.school_ids) as listed (school_id)
    join school s on s.district_id = ${alias}.district_id and s.school_id = listed.school_id)`,
});

export const rosterTables: readonly ExportTable[] = [
  {
    name: 'schools',
    natural: {
      source_id: 's.source_id',
      slug: 's.slug',
      ...exportedColumns('schools', 's'),
      state: state('s.archived_at'),
    },
    own: { school_id: 's.school_id', ...origin('s') },
    // A school added by hand belongs to no sync: it is listed with its own scope, or with the district's.
    from: `from school s
      join scope mine on mine.district_id = s.district_id and mine.scope_id = {{scope}}
      where s.district_id = {{district}}
        and (s.scope_id = mine.scope_id or s.school_id = mine.school_id or (s.scope_id is null and mine.school_id is null))
        and ${notWithdrawn('s')}`,
  },
  {
    name: 'terms',
    natural: {
      source_id: 't.source_id',
      ...exportedColumns('terms', 't'),
      state: state('t.archived_at'),
    },
    own: { term_id: 't.term_id', ...origin('t') },
    from: `from term t ${inScope('t')}`,
  },
  {
    name: 'students',
    natural: {
      source_id: 't.source_id',
      ...exportedColumns('students', 't'),
      // Of the field that the district added, else the homeroom classes.
      homeroom: `coalesce(nullif(t.homeroom, ''), h.homeroom)`,
      ...schoolsOf('t'),
      state: state('t.archived_at'),
    },
    own: { student_id: 't.student_id', ...origin('t') },
    from: `from student t
      left join student_homeroom h on h.district_id = {{district}} and h.student_id = t.student_id ${inScope('t')}`,
  },
  {
    name: 'staff',
    natural: {
      source_id: 't.source_id',
      ...exportedColumns('staff', 't'),
      ...schoolsOf('t'),
      state: state('t.archived_at'),
    },
    own: { staff_id: 't.staff_id', ...origin('t') },
    from: `from staff t ${inScope('t')}`,
  },
  {
    name: 'classrooms',
    natural: {
      source_id: 't.source_id',
      ...exportedColumns('classrooms', 't'),
      school_source_id: 's.source_id',
      state: state('t.archived_at'),
    },
    own: { classroom_id: 't.classroom_id', ...origin('t') },
    from: `from classroom t left join school s on s.district_id = t.district_id and s.school_id = t.school_id ${inScope('t')}`,
  },
  {
    name: 'enrollments',
    natural: {
      source_id: 'e.source_id',
      classroom_source_id: 'c.source_id',
      student_source_id: 's.source_id',
      staff_source_id: 't.source_id',
      ...exportedColumns('enrollments', 'e'),
      is_primary: `case when e.is_primary then 'yes' else 'no' end`,
      state: state('e.archived_at'),
    },
    own: { enrollment_id: 'e.enrollment_id', ...origin('e') },
    from: `from enrollment e
      left join classroom c on c.district_id = e.district_id and c.classroom_id = e.classroom_id
      left join student s on s.district_id = e.district_id and s.student_id = e.student_id
      left join staff t on t.district_id = e.district_id and t.staff_id = e.staff_id ${inScope('e')}`,
  },
];
