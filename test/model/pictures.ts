/** What is stored of a history, or of a model, in one shape: our own ids as ranks, so that the two can be compared. */
import type { Knex } from 'knex';
import { query } from '../../src/db/sql-files.js';
import type { Scope } from './histories.js';
import type { Model } from './model.js';
import { grouped } from './order.js';
import { contact } from './people.js';

interface GuardianPicture {
  sisId: string | null;
  firstName: string;
  lastName: string;
  email: string;
  mobilePhone: string;
  homePhone: string;
  language: string;
  open: boolean;
  /** `S1 Mother Primary`, with the reason where it ended, and what it remembers. */
  links: string[];
}
interface AccountPicture {
  name: string;
  email: string;
  phone: string;
  open: boolean;
  claimed: boolean;
  mergedInto: number | null;
  /** `staff T1`, `guardian a0`; those that ended in brackets. */
  roles: string[];
}
/** Oldest first. */
export interface Picture {
  guardians: Record<Scope, GuardianPicture[]>;
  accounts: AccountPicture[];
}

interface PicturedLink {
  student: string;
  relationship: string;
  type: string;
  ended: string | null;
  said: string[][];
  had: string[];
}

const linkText = ({ student, relationship, type, ended, said, had }: PicturedLink) => {
  const memory = `said ${said.map((values) => [...values].sort().join('|')).join(', ')}; had ${had.join(', ')}`;
  return [student, relationship || '-', type || '-', ended ? `(${ended})` : '', memory].filter(Boolean).join(' ');
};
const roleText = (id: string, active: boolean) => (active ? id : `(${id})`);

export function pictureOf(model: Model): Picture {
  const ofScope = (scope: Scope) => model.guardians.filter((guardian) => guardian.scope === scope);
  const picture = (scope: Scope) =>
    ofScope(scope).map((guardian) => {
      const { scope: _, ...values } = guardian;
      const links = model.links.filter((link) => link.guardian === guardian);
      const texts = links.map(({ contactType, said, had, ...link }) => {
        const memory = { said: contact.map((c) => said[c]), had: contact.map((c) => had[c]) };
        return linkText({ ...link, type: contactType, ...memory });
      });
      return { ...values, links: texts.sort() };
    });
  const idOf = (role: Model['roles'][number]) => {
    if (role.kind === 'staff') return `staff ${role.person.sisId}`;
    const guardian = model.guardians.find((each) => each === role.person)!;
    return `guardian ${guardian.scope}${ofScope(guardian.scope).indexOf(guardian)}`;
  };
  return {
    guardians: { a: picture('a'), b: picture('b') },
    accounts: model.accounts.map((account) => {
      const { key: _, mergedInto, ...values } = account;
      const roles = model.roles.filter((role) => role.account === account);
      const rank = mergedInto && model.accounts.indexOf(mergedInto);
      return { ...values, mergedInto: rank, roles: roles.map((r) => roleText(idOf(r), r.active)).sort() };
    }),
  };
}

interface StoredGuardian {
  id: number;
  scope: Scope;
  sis_id: string | null;
  first_name: string;
  last_name: string;
  email: string;
  mobile_phone: string;
  home_phone: string;
  language: string;
  open: boolean;
  links: PicturedLink[];
}
interface StoredAccount {
  id: number;
  name: string;
  email: string;
  phone: string;
  open: boolean;
  claimed: boolean;
  merged_into: number | null;
  roles: { kind: string; id: number; source: string | null; active: boolean }[];
}

/** By the number of the history, with our ids of its accounts. */
export async function readPictures(
  db: Knex,
  districtId: number,
): Promise<Map<number, { picture: Picture; accountIds: number[] }>> {
  const guardians = await query<StoredGuardian>(
    db,
    `select g.guardian_id as id, split_part(sc.slug, '/', 2) as scope, g.sis_id, g.first_name, g.last_name, g.email,
       g.mobile_phone, g.home_phone, g.language, g.archived_at is null as open,
       json_agg(json_build_object('student', s.sis_id, 'relationship', l.relationship, 'type', l.contact_type,
         'ended', l.end_reason, 'said', m.said, 'had', m.had)) as links
     from guardian g
     join scope sc using (district_id, scope_id)
     join guardian_link l using (district_id, guardian_id)
     join student s using (district_id, student_id)
     cross join lateral (
       select json_agg(coalesce(l.said -> v.name, jsonb_build_array(coalesce(l.had ->> v.name, v.stored))) order by v.place) as said,
         json_agg(coalesce(l.had ->> v.name, v.stored) order by v.place) as had
       from (values (1, 'first_name', g.first_name), (2, 'last_name', g.last_name), (3, 'email', g.email),
         (4, 'mobile_phone', g.mobile_phone)) as v (place, name, stored)
     ) as m
     where district_id = :districtId and g.last_name <> 'Filler'
     group by district_id, g.guardian_id, sc.slug order by g.guardian_id`,
    { districtId },
  );
  const accounts = await query<StoredAccount>(
    db,
    `select a.account_id as id, a.name, a.email, a.phone, a.closed_at is null as open, a.claimed_at is not null as claimed,
       a.merged_into, coalesce(json_agg(json_build_object('kind', r.kind, 'id', r.entity_id, 'source', s.source_id,
         'active', r.ended_at is null)) filter (where r.entity_id is not null), '[]') as roles
     from account a
     left join role r on r.district_id = a.district_id and r.account_id = a.account_id
     left join staff s on r.kind = 'staff' and s.district_id = r.district_id and s.staff_id = r.entity_id
     where a.district_id = :districtId and a.name <> 'Fay Filler'
     group by a.district_id, a.account_id order by a.account_id`,
    { districtId },
  );
  const historyOfGuardian = new Map(guardians.map(({ id, links }) => [id, Number(links[0]!.student.slice(1, 6))]));
  // A revert leaves accounts that its run made without roles: the audit knows whose they were.
  const earlier = await query<{ account: number; kind: string; id: number; source: string | null }>(
    db,
    `select cast(c.before ->> 'account_id' as bigint) as account, c.before ->> 'kind' as kind, c.entity_id as id,
       s.source_id as source
     from change c
     left join staff s on c.before ->> 'kind' = 'staff' and s.district_id = c.district_id and s.staff_id = c.entity_id
     where c.district_id = :districtId and c.entity = 'role' and jsonb_exists(c.before, 'account_id')`,
    { districtId },
  );
  const before = new Map(earlier.map((role) => [role.account, role]));
  const historyOf = ({ id: account, roles }: StoredAccount): number => {
    const { kind, id, source } = roles[0] ?? before.get(account)!;
    return kind === 'staff' ? Number(source!.slice(0, 5)) : historyOfGuardian.get(id)!;
  };
  const accountsOf = grouped(accounts, historyOf);
  const guardiansOf = grouped(guardians, ({ id }) => historyOfGuardian.get(id)!);
  const numbers = new Set([...accountsOf.keys(), ...guardiansOf.keys()]);
  return new Map([...numbers].map((n) => [n, asPicture(guardiansOf.get(n) ?? [], accountsOf.get(n) ?? [])]));
}

function asPicture(guardians: StoredGuardian[], accounts: StoredAccount[]): { picture: Picture; accountIds: number[] } {
  const ofScope = (scope: Scope) => guardians.filter((guardian) => guardian.scope === scope);
  const ranks = new Map((['a', 'b'] as const).flatMap((s) => ofScope(s).map(({ id }, i) => [id, `guardian ${s}${i}`])));
  const accountIds = accounts.map(({ id }) => id);
  const last = (text: string) => text.slice(-1);
  const emailText = (text: string) => text.split('.')[0]!;
  const picture = (scope: Scope) =>
    ofScope(scope).map((g) => ({
      sisId: g.sis_id?.slice(5) ?? null,
      firstName: g.first_name,
      lastName: g.last_name,
      email: emailText(g.email),
      mobilePhone: last(g.mobile_phone),
      homePhone: last(g.home_phone),
      language: g.language,
      open: g.open,
      links: g.links
        .map(({ student, said, had, ...link }) => {
          const [first, lastName, emails, phones] = said as [string[], string[], string[], string[]];
          const memory = {
            said: [first, lastName, emails.map(emailText), phones.map(last)],
            had: [had[0]!, had[1]!, emailText(had[2]!), last(had[3]!)],
          };
          return linkText({ student: `S${last(student)}`, ...link, ...memory });
        })
        .sort(),
    }));
  return {
    picture: {
      guardians: { a: picture('a'), b: picture('b') },
      accounts: accounts.map(({ name, email, phone, open, claimed, merged_into, roles }) => ({
        name,
        email: emailText(email),
        phone: last(phone),
        open,
        claimed,
        mergedInto: merged_into === null ? null : accountIds.indexOf(merged_into),
        roles: roles
          .map(({ kind, id, source, active }) =>
            roleText(kind === 'staff' ? `staff ${source!.slice(5)}` : ranks.get(id)!, active),
          )
          .sort(),
      })),
    },
    accountIds,
  };
}
