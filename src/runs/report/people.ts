import type { Knex } from 'knex';
import { query, sqlFile } from '../../db/sql-files.js';
import type { FindingRow, ReportFinding, ReportPerson } from './types.js';

const peopleSql = sqlFile(import.meta.url, './people.sql')();

interface Asked {
  /** Which of the findings. */
  n: number;
  part: string;
  kind: ReportPerson['kind'];
  id: number;
}

/** Findings hold ids alone; the people they speak of are looked up when somebody reads. */
export async function withPeople(
  db: Knex | Knex.Transaction,
  districtId: number,
  found: readonly FindingRow[],
): Promise<ReportFinding[]> {
  const asked = found.flatMap((finding, n) => idsOf(finding).map((each) => ({ n, ...each })));
  const rows =
    asked.length === 0
      ? []
      : await query<ReportPerson & { n: number }>(db, peopleSql, { districtId, asked: JSON.stringify(asked) });
  const peopleOf = new Map<number, ReportPerson[]>();
  for (const { n, ...person } of rows) peopleOf.set(n, [...(peopleOf.get(n) ?? []), person]);
  return found.map((finding, n) => {
    const named = peopleOf.get(n) ?? [];
    const people = aboutContacts.test(finding.code) ? named : named.map(withoutContact);
    return { ...finding, people, contacts: contactsOf(people) };
  });
}

/** Elsewhere a name is enough, and contacts stay where they are. */
const aboutContacts = /^(possible-contact-change|(account|shared|claimed)-.*)$/;

function withoutContact(person: ReportPerson): ReportPerson {
  return { ...person, email: '', mobilePhone: '' };
}

const kinds: Record<string, ReportPerson['kind']> = {
  student: 'student',
  students: 'student',
  guardian: 'guardian',
  formerGuardian: 'guardian',
};
const contactKinds: Record<string, ReportPerson['kind']> = { ...kinds, before: 'guardian', after: 'guardian' };
const accountKinds: Record<string, ReportPerson['kind']> = {
  account: 'account',
  into: 'account',
  from: 'account',
  accounts: 'account',
};

function idsOf({ code, details }: FindingRow): Omit<Asked, 'n'>[] {
  const known =
    code === 'possible-contact-change' ? contactKinds : /^(account|shared|claimed)-/.test(code) ? accountKinds : kinds;
  const listed = Object.entries(details).flatMap(([part, value]) => {
    const kind = known[part];
    if (!kind) return [];
    return [value]
      .flat()
      .filter(isId)
      .map((id) => ({ part, kind, id }));
  });
  // The role that has an account of its own now.
  const { kind, id } = details;
  if (code === 'account-split' && (kind === 'staff' || kind === 'guardian') && isId(id)) {
    listed.push({ part: 'who', kind, id });
  }
  return listed;
}

const isId = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value);

function contactsOf(people: readonly ReportPerson[]): ReportFinding['contacts'] {
  const contact = (wanted: string) => {
    const person = people.find(({ part }) => part === wanted);
    return person && { name: person.name, email: person.email, mobilePhone: person.mobilePhone };
  };
  const [before, after] = [contact('before'), contact('after')];
  return before && after ? { before, after } : null;
}
