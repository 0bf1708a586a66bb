import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';

type Row = Record<string, string>;
interface Entry {
  student: string;
  id: string;
  name: string;
  email: string;
  mobile: string;
}

export function groupBy<T, K>(all: readonly T[], keyOf: (each: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const each of all) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return groups;
}

/** The rows of a written OneRoster file. */
export async function readTable(dir: string, name: string): Promise<Row[]> {
  return parse(await readFile(path.join(dir, `${name}.csv`)), { columns: true });
}

/** The cells of guardians.csv line by line; null where a line is no CSV of ten cells. */
export async function readGuardianLines(dir: string): Promise<(Row | null)[]> {
  const text = (await readFile(path.join(dir, 'guardians.csv'))).toString('latin1');
  const [header, ...lines] = text.trimEnd().split('\r\n');
  const columns = header!.split(',');
  return lines.map((line) => {
    try {
      return parse(line, { columns })[0] as unknown as Row;
    } catch {
      return null;
    }
  });
}

export const digitsOf = (phone: string): string => phone.replace(/\D/g, '').replace(/^1(?=\d{10}$)/, '');

/**
 * What two people who read the files with a pencil would count: a much smaller set of rules than the sync's, enough for
 * files without history.
 */
export async function countByHand(dir: string) {
  const [orgs, users, classes, enrollments] = await Promise.all(
    ['orgs', 'users', 'classes', 'enrollments'].map((name) => readTable(dir, name)),
  );
  const students = new Set(users!.filter(({ role }) => role === 'student').map(({ sourcedId }) => sourcedId));
  const staff = users!.filter(({ role }) => role !== 'student');
  const rows = (await readGuardianLines(dir))
    .filter((row) => row !== null)
    .map(
      (row): Entry => ({
        student: row.studentSisId!.replace(/^="|"$/g, ''),
        id: row.guardianSisId!,
        name: fullName(row),
        email: usableEmail(row),
        mobile: usableMobile(row),
      }),
    )
    .filter(({ student, name }) => students.has(student) && name !== '');
  const byId = groupBy(rows, ({ id }) => id);
  const good = rows.filter(({ id }) => id === '' || new Set(byId.get(id)!.map(({ name }) => name)).size === 1);
  const keyOf = (row: Entry) => row.id || contact(row);
  const guardians = new Map(good.map((row) => [keyOf(row), row]));
  const withContact = [...guardians.values()].filter(({ email, mobile }) => email || mobile);
  const staffKeys = staff.map((row) => contact({ name: fullName(row), email: row.email!, mobile: digitsOf(row.sms!) }));
  return {
    schools: orgs!.filter(({ type }) => type === 'school').length,
    students: students.size,
    staff: staff.length,
    classrooms: classes!.length,
    enrollments: enrollments!.length,
    guardians: guardians.size,
    guardianLinks: new Set(good.map((row) => `${row.student} ${keyOf(row)}`)).size,
    accounts: new Set([...staffKeys, ...withContact.map(contact)]).size + guardians.size - withContact.length,
  };
}

const contact = ({ name, email, mobile }: Pick<Entry, 'name' | 'email' | 'mobile'>) =>
  `${name.toLowerCase()} ${email} ${mobile}`;
const fullName = (row: Row) => `${row.firstName ?? row.givenName} ${row.lastName ?? row.familyName}`.trim();
const usableEmail = ({ email }: Row) => (email!.includes(',') ? '' : email!);
const usableMobile = ({ mobilePhone }: Row) => (digitsOf(mobilePhone!).length === 10 ? digitsOf(mobilePhone!) : '');
