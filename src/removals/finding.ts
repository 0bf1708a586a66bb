import { finding } from '../findings/catalogue.js';
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
  const reason = isNew
    ? 'the source no longer has them, and they are more than the Deletion Threshold allows at once'
    : 'an earlier run no longer found them in the source, and they wait for an answer';
  const params = { count: count.toLocaleString('en-US'), records: names[kind] ?? kind, percent, reason };
  return { ...finding('removals-withheld', {}, params), details: { kind, count, percent } };
}
