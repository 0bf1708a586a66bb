import type { FindingKind } from '../guardian-file/index.js';

/** What a change of level comes to: from schools to district or back. */
export const levelFindings = {
  'level-changed': {
    severity: 'notice',
    about: 'run',
    sentence:
      'The district now syncs through {target}: {students} students, {staff} staff, {guardians} guardians and {links} guardian links moved with it and keep their IDs and accounts.',
  },
  'level-id-lost': {
    severity: 'warning',
    about: 'record',
    people: ['guardian'],
    sentence:
      'Two guardians of one scope now have the same guardianSisId, but not the same name with the same email or phone. The newer one lost the ID.',
  },
  'level-uncovered': {
    severity: 'notice',
    about: 'record',
    sentence:
      "{students} students go to schools without a sync of their own. They stay with the district's sync, and nothing changes them until a sync of their school does.",
  },
} as const satisfies Record<string, FindingKind>;
