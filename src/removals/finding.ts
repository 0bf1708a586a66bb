import type { TriedToArchive } from '../runs/counts.js';
import type { RunFinding } from '../runs/findings.js';

const names: Record<string, string> = {
  guardianLinks: 'links between students and guardians',
  guardians: 'guardians',
  students: 'students',
  staff: 'staff',
  classrooms: 'classrooms',
  enrollments: 'enrollments',
  studentAttributes: 'values of student attributes',
};

/** The report's line for a kind whose removals wait for an answer. */
export function withheldFinding(kind: string, { count, percent }: TriedToArchive, isNew: boolean): RunFinding {
  const what = `${count.toLocaleString('en-US')} ${names[kind]} (${percent} %)`;
  const message = isNew
    ? `${what} are no longer named, more than the Deletion Threshold lets go at once. None was archived. Check that the export is complete; then choose "Archive them this once" or "Keep them".`
    : `${what} that were no longer named in an earlier run wait for an answer. Choose "Archive them this once" or "Keep them".`;
  return { severity: 'warning', code: 'removals-withheld', message, details: { kind, count, percent } };
}
