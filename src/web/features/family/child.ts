import { rosterSource } from './sources.js';

export interface Child {
  id: number;
  name: string;
  sisId: string;
  grade: string;
  school: string;
  /** File and line of its values. */
  source: string;
}

export interface ChildRow {
  student_id: number;
  first_name: string;
  last_name: string;
  grade: string;
  sis_id: string;
  source_line: number | null;
  school: string | null;
  source: string | null;
}

export function childOf(row: ChildRow): Child {
  return {
    id: row.student_id,
    name: `${row.first_name} ${row.last_name}`.trim(),
    sisId: row.sis_id,
    grade: gradeWords(row.grade),
    school: row.school ?? '',
    source: rosterSource(row.source, row.source_line),
  };
}

/** OneRoster writes grades as CEDS does. */
function gradeWords(grade: string): string {
  if (/^(KG|K|0+)$/i.test(grade)) return 'Kindergarten';
  return /^\d+$/.test(grade) ? `Grade ${Number(grade)}` : grade;
}
