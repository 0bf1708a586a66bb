import { setting } from '../field.js';
import { choice, listOf, onOff, orNone, percent, shortText } from '../values.js';

/** Which records a roster brings and archives, and when a sync asks first. */
export const recordFields = [
  setting('roster.schools', {
    label: 'School Connections to SIS',
    help: "The schools whose classes and people are synced, by the roster's IDs of the schools or by their numbers.",
    group: 'schools',
    values: orNone(listOf(shortText('an ID', 1), { min: 1, example: ['0101', '0102'] }), 'all schools'),
    default: null,
  }),
  deletionThreshold('students', 'students'),
  deletionThreshold('staff', 'staff'),
  deletionThreshold('classrooms', 'classrooms'),
  deletionThreshold('enrollments', 'enrollments'),
  deletionThreshold('guardians', 'guardians'),
  deletionThreshold('guardianLinks', 'guardian links'),
  deletionThreshold('studentAttributes', 'student attributes'),
  setting('roster.studentIdField', {
    label: 'Student ID',
    help: 'Which ID of the roster is in the column studentSisId of your files.',
    more: 'See [below](#which-id-is-the-students).',
    group: 'records',
    values: choice({ 'STUDENT ID': 'STUDENT ID', 'STUDENT NUMBER': 'STUDENT NUMBER' }),
    default: 'STUDENT ID',
  }),
  setting('roster.archiveStudents', {
    label: 'Archived Students',
    help: 'Students who are no longer in the roster are archived. Off: they are kept.',
    group: 'records',
    values: onOff,
    default: true,
  }),
  setting('roster.unarchiveClassrooms', {
    label: 'Unarchive classrooms that reappear',
    help: 'Archived classrooms come back if the roster names them again.',
    group: 'records',
    values: onOff,
    default: true,
  }),
  setting('hold.matchRatePercent', {
    label: 'Students in the roster, in percent',
    help: 'A guardian file is put on hold if a smaller share of its students is in the roster.',
    group: 'holds',
    values: percent,
    default: 50,
  }),
  setting('hold.contactPercent', {
    label: 'Changed contact details, in percent',
    help: 'A guardian file is put on hold if it would change name, email or mobile phone of a larger share of the guardians, and of at least 10.',
    group: 'holds',
    values: percent,
    default: 50,
  }),
  setting('hold.namePercent', {
    label: 'Changed names, in percent',
    help: 'A roster is put on hold if it would change the names of a larger share of the students or staff, and of at least 10.',
    group: 'holds',
    values: percent,
    default: 50,
  }),
] as const;

function deletionThreshold<const Kind extends string>(kind: Kind, records: string) {
  return setting(`thresholdPercent.${kind}`, {
    label: `Deletion Threshold: ${records}, in percent`,
    help: `If a sync would archive more than this share of the ${records}, and at least 5, it archives none of them and asks you.`,
    group: 'records',
    values: percent,
    default: 20,
  });
}
