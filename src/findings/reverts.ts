import type { FindingKind } from '../guardian-file/index.js';

/** What a revert leaves as it is. */
export const revertFindings = {
  'not-reverted': {
    severity: 'warning',
    about: 'record',
    people: ['student', 'guardian'],
    sentence: 'This {record} was not reverted: {reason}.',
  },
  'account-decided-anew': {
    severity: 'notice',
    about: 'record',
    people: ['account'],
    contacts: true,
    sentence: 'This account was not reverted: {reason}. The rules for accounts decide about it again.',
  },
} as const satisfies Record<string, FindingKind>;
