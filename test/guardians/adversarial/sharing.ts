/** Whom the guardians and accounts of a district stand for, by the rows of the files that made them. */

import { query } from '../../../src/db/sql-files.js';
import type { Person } from '../../../src/demo/generator/model.js';
import type { TestDistrict } from '../harness.js';

/** Who a row of a run's file is about, by line. */
export type Lines = ReadonlyMap<number, readonly Person[]>;

interface Traced {
  guardian: number;
  run: number;
  line: number;
}

const traced = `
  select guardian_id as guardian, source_run as run, source_line as line from guardian
  where district_id = :districtId and archived_at is null and source_line is not null
  union
  select guardian_id, source_run, source_line from guardian_link
  where district_id = :districtId and archived_at is null and source_line is not null
  union
  select cast(f.details ->> 'guardian' as bigint), f.run_id, cast(l.line as bigint)
  from run_finding f cross join jsonb_array_elements_text(f.details -> 'lines') as l (line)
  where f.district_id = :districtId and f.code in ('duplicate-row', 'link-rows-disagree', 'rows-disagree')`;

const roles = `
  select r.account_id as account, r.kind, r.entity_id as id, s.source_id as teacher
  from role r left join staff s on r.kind = 'staff' and s.district_id = r.district_id and s.staff_id = r.entity_id
  where r.district_id = :districtId and r.ended_at is null`;

/**
 * Names of different people who share a guardian or an account.
 *
 * @param saidToBeOne people whom a file gave one ID and one full name: nobody could tell from it that they are two
 */
export async function sharing(
  d: TestDistrict,
  files: Lines,
  teachers: readonly Person[],
  saidToBeOne: ReadonlyMap<Person, Person> = new Map(),
): Promise<string[]> {
  const values = { districtId: d.districtId };
  const guardians = new Map<number, Set<Person>>();
  for (const { guardian, run, line } of await query<Traced>(d.db, traced, values)) {
    const person = files.get(run)?.[line - 2];
    if (person) guardians.set(guardian, (guardians.get(guardian) ?? new Set()).add(person));
  }
  const accounts = new Map<number, Set<Person>>();
  const all = await query<{ account: number; kind: string; id: number; teacher: string | null }>(d.db, roles, values);
  for (const { account, kind, id, teacher } of all) {
    const of = accounts.get(account) ?? new Set();
    const people = kind === 'staff' ? [teachers[Number(teacher!.slice(1))]!] : (guardians.get(id) ?? []);
    for (const person of people) of.add(person);
    accounts.set(account, of);
  }
  const told = (what: string, of: Map<number, Set<Person>>) =>
    [...of]
      .map(([id, people]) => [id, new Set([...people].map((person) => saidToBeOne.get(person) ?? person))] as const)
      .filter(([, people]) => people.size > 1)
      .map(([id, people]) => `${what} ${id}: ${[...people].map(named).join(' + ')}`);
  return [...told('guardian', guardians), ...told('account', accounts)];
}

const named = ({ firstName, lastName, email, mobile }: Person) => `${firstName} ${lastName} ${email} ${mobile}`;
