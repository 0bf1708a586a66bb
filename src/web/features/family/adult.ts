import { phone } from '../../../words/numbers.js';
import type { Child } from './child.js';
import { fileSource, rosterSource } from './sources.js';

export interface AdultRow {
  guardian_id: number;
  sis_id: string | null;
  first_name: string;
  last_name: string;
  email: string;
  mobile_phone: string;
  home_phone: string;
  language: string;
  /** Of the children's families, if they have one in common. */
  family_language: string | null;
  source_line: number | null;
  file: string | null;
  account_id: number | null;
  account_email: string;
  account_phone: string;
  claimed: boolean;
  links: { studentId: number; relationship: string; contactType: string; line: number | null; file: string | null }[];
  jobs: JobRow[];
}

interface JobRow {
  firstName: string;
  lastName: string;
  title: string;
  email: string;
  phone: string;
  school: string | null;
  line: number | null;
  source: string | null;
}

/** The same person as one source names them. */
export interface Role {
  name: string;
  kind: 'guardian' | 'staff';
  values: { label: string; value: string; key: boolean }[];
  source: string;
}

export interface Adult {
  guardianId: number;
  name: string;
  links: { child: string; relationship: string; contactType: string; source: string }[];
  /** More than one: a person of the staff who is a guardian too. */
  roles: Role[];
  account: { id: number; email: string; phone: string; claimed: boolean } | null;
}

export function adultOf(row: AdultRow, children: readonly Child[]): Adult {
  const name = nameOf(row.first_name, row.last_name);
  return {
    guardianId: row.guardian_id,
    name,
    links: row.links.map(({ studentId, relationship, contactType, line, file }) => ({
      child: children.find(({ id }) => id === studentId)?.name ?? '',
      ...{ relationship, contactType, source: fileSource(file, line) },
    })),
    roles: [guardianRole(row, name), ...row.jobs.map(staffRole)],
    account:
      row.account_id === null
        ? null
        : { id: row.account_id, email: row.account_email, phone: phone(row.account_phone), claimed: row.claimed },
  };
}

function guardianRole(row: AdultRow, name: string): Role {
  return {
    ...{ name: 'Guardian', kind: 'guardian', source: fileSource(row.file, row.source_line) },
    values: [
      { label: 'Name', value: name, key: true },
      { label: 'Email', value: row.email, key: true },
      { label: 'Mobile phone', value: phone(row.mobile_phone), key: true },
      { label: 'Home phone', value: phone(row.home_phone), key: false },
      { label: 'Language', value: languageOf(row), key: false },
      { label: 'Guardian ID', value: row.sis_id ?? '', key: false },
    ],
  };
}

function staffRole(job: JobRow): Role {
  return {
    ...{ name: capital(job.title) || 'Staff', kind: 'staff', source: rosterSource(job.source, job.line) },
    values: [
      { label: 'Name', value: nameOf(job.firstName, job.lastName), key: true },
      { label: 'Email', value: job.email, key: true },
      { label: 'Mobile phone', value: phone(job.phone), key: true },
      { label: 'School', value: job.school ?? '', key: false },
    ],
  };
}

const nameOf = (first: string, last: string) => `${first} ${last}`.trim();
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
const languageNames = new Intl.DisplayNames('en', { type: 'language' });

function languageOf({ language, family_language: family }: AdultRow): string {
  return language !== '' || !family ? languageName(language) : `${languageName(family)}, the children's`;
}

/** "Spanish (es)". */
function languageName(tag: string): string {
  return tag === '' ? '' : `${languageNames.of(tag)} (${tag})`;
}
