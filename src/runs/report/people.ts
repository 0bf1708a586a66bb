import type { Knex } from 'knex';
import { query, sqlFile } from '../../db/sql-files.js';
import { findingKind } from '../../findings/catalogue.js';
import type { PeopleKey } from '../../guardian-file/index.js';
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
    const people = findingKind(finding.code).contacts ? named : named.map(withoutContact);
    return { ...finding, people, contacts: contactsOf(people) };
  });
}

/** Most findings are not about contacts: a name is enough. */
function withoutContact(person: ReportPerson): ReportPerson {
  return { ...person, email: '', mobilePhone: '' };
}

const kinds: Record<Exclude<PeopleKey, 'who'>, ReportPerson['kind']> = {
  student: 'student',
  students: 'student',
  guardian: 'guardian',
  formerGuardian: 'guardian',
  before: 'guardian',
  after: 'guardian',
  account: 'account',
  accounts: 'account',
  into: 'account',
  from: 'account',
};

function idsOf({ code, details }: FindingRow): Omit<Asked, 'n'>[] {
  return (findingKind(code).people ?? []).flatMap((part): Omit<Asked, 'n'>[] => {
    if (part !== 'who') return idsIn(details[part]).map((id) => ({ part, kind: kinds[part], id }));
    const { kind, id } = details;
    return kind === 'staff' || kind === 'guardian' ? idsIn(id).map((own) => ({ part, kind, id: own })) : [];
  });
}

function idsIn(value: unknown): number[] {
  return [value].flat().filter(isId);
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
