import type { RunReport } from '../../../../runs/report.js';
import { count, number, phone } from '../../../../words/numbers.js';

type Found = RunReport['findings'];
type Person = Found['list'][number]['people'][number];

export interface Side {
  name: string;
  email: string;
  phone: string;
}

/** What a run's findings say of families and accounts, with names: findings themselves hold ids. */
export interface PeopleSections {
  contacts: { changes: { student: string; before: Side; after: Side }[]; more: string | null } | null;
  accounts: { title: string; events: { who: string; about: string; what: string }[]; more: string | null }[];
  shared: {
    groups: { title: string; people: (Side & { about: string })[]; others: string | null }[];
    more: string | null;
  } | null;
}

export function peopleSections(found: Found): PeopleSections {
  const of = (code: string) => found.list.filter((each) => each.code === code && each.details.more === undefined);
  const more = (...codes: string[]) => {
    const left = codes.reduce((sum, code) => sum + (found.byCode[code] ?? 0) - of(code).length, 0);
    return left > 0 ? `and ${number(left)} more, in the download` : null;
  };
  const changed = ['possible-contact-change', 'possible-name-change'] as const;
  const changes = changed.flatMap(of).flatMap(({ people, contacts }) => {
    const student = people.find(({ part }) => part === 'student')?.name ?? '';
    return contacts ? [{ student, before: sideOf(contacts.before), after: sideOf(contacts.after) }] : [];
  });
  const event = (code: string, title: (n: number) => string, what: (part: Part) => string, who: string[]) => {
    const events = of(code).flatMap(({ people }) => {
      const part: Part = (name) => people.find((each) => each.part === name);
      const person = who.map(part).find((each) => each !== undefined);
      return person ? [{ who: person.name, about: person.about, what: what(part) }] : [];
    });
    return events.length === 0 ? [] : [{ title: title(found.byCode[code] ?? 0), events, more: more(code) }];
  };
  const groups = [...of('shared-email'), ...of('shared-phone')].map(({ code, people, details }) => {
    const kind = code === 'shared-email' ? 'email' : 'mobile phone';
    const [first] = people;
    const value = first === undefined ? '' : kind === 'email' ? first.email : phone(first.mobilePhone);
    const others = Number(details.count ?? people.length) - people.length;
    return {
      title: `${count(Number(details.count ?? people.length), 'account')} with the ${kind} ${value}`,
      people: people.map((person) => ({ ...sideOf(person), about: person.about })),
      others: others > 0 ? `and ${number(others)} more` : null,
    };
  });
  return {
    contacts: changes.length === 0 ? null : { changes, more: more(...changed) },
    accounts: [
      ...event(
        'account-merged',
        (n) => `${count(n, 'pair of accounts', 'pairs of accounts')} merged`,
        (part) => `Account ${part('account')?.id} is closed and points to account ${part('into')?.id}.`,
        ['into', 'account'],
      ),
      ...event(
        'account-split',
        (n) => `${count(n, 'person now has', 'people now have')} their own account`,
        (part) => `Shared account ${part('from')?.id} before; now has account ${part('account')?.id}.`,
        ['who', 'account'],
      ),
      ...event(
        'account-reopened',
        (n) => `${count(n, 'account was', 'accounts were')} reopened`,
        (part) => `Account ${part('account')?.id} was closed; the person is back.`,
        ['account'],
      ),
    ],
    shared: groups.length === 0 ? null : { groups, more: more('shared-email', 'shared-phone') },
  };
}

type Part = (name: string) => Person | undefined;

function sideOf({ name, email, mobilePhone }: Pick<Person, 'name' | 'email' | 'mobilePhone'>): Side {
  return { name, email, phone: phone(mobilePhone) };
}
