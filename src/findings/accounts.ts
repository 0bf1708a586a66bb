import type { FindingKind } from '../guardian-file/index.js';

const shared = <What extends string>(what: What) =>
  ({
    severity: 'notice',
    about: 'record',
    people: ['accounts'],
    contacts: true,
    section: 'shared',
    sentence: `{count} accounts have the same ${what}, but not the same name, email and phone, so they stay separate.`,
  }) as const satisfies FindingKind;

/** What happens to accounts. */
export const accountFindings = {
  'account-merged': {
    severity: 'notice',
    about: 'record',
    people: ['into', 'account'],
    contacts: true,
    section: 'accounts',
    sentence:
      'Two accounts now have the same name, email and phone, so they became one. The other one is closed and points to it.',
  },
  'account-split': {
    severity: 'notice',
    about: 'record',
    people: ['from', 'account', 'who'],
    contacts: true,
    section: 'accounts',
    sentence:
      'A role no longer has the name, email and phone of the account that it shared, so it got an account of its own.',
  },
  'staff-id-reused': {
    severity: 'warning',
    about: 'record',
    people: ['from', 'account', 'who'],
    contacts: true,
    section: 'accounts',
    sentence:
      'This staff ID belonged to another person until now: name, email and phone are all different. The account stays with that person, and the new one got another.',
  },
  'account-reopened': {
    severity: 'notice',
    about: 'record',
    people: ['account'],
    contacts: true,
    section: 'accounts',
    sentence: 'A closed account is open again because its person is back.',
  },
  'claimed-contact-kept': {
    severity: 'notice',
    about: 'record',
    people: ['account'],
    contacts: true,
    sentence:
      'The source has another name, email or phone for a person who uses the account, so the account keeps its own. "Allow the sync to update contact details of active users" changes that.',
  },
  'shared-email': shared('email'),
  'shared-phone': shared('phone'),
} as const satisfies Record<string, FindingKind>;
