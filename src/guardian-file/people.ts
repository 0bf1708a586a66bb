import type { Field, Meaning } from './header-meaning.js';

/** A header with what it says by itself, or by the column mapping. */
export interface ReadHeader extends Meaning {
  index: number;
  header: string;
  byHand?: true;
}

/** One guardian of each line: the headers that are this person's. */
export interface PersonHeaders {
  /** As reports call the person: "Guardian 2", "Mother". */
  name: string;
  /** 1 if the headers don't number the person. */
  number: number;
  /** Its headers say no more than "guardian", "parent", or "contact", and no number. */
  isPlain: boolean;
  relationship: 'Mother' | 'Father' | null;
  headers: ReadHeader[];
}

const NAME_FIELDS: readonly (Field | null)[] = ['firstName', 'lastName', 'wholeName'];
const OWN_RELATIONSHIPS: Readonly<Record<string, 'Mother' | 'Father'>> = { Mother: 'Mother', Father: 'Father' };

export const peopleRules = { NAME_FIELDS, OWN_RELATIONSHIPS };

/** Whether a header names people: the first name, the last name, or both. */
export function isName({ field }: Pick<ReadHeader, 'field'>): boolean {
  return NAME_FIELDS.includes(field);
}

export function hasName({ headers }: PersonHeaders): boolean {
  return headers.some(isName);
}

/**
 * The guardians that the headers with a person's word make, in the order of the file: "Guardian 1 …" and "Guardian 2 …"
 * are two. One without a name joins the one of its number that has a name.
 *
 * @returns those with a name; of one alone, also without; and the headers of those who have none
 */
export function groupPeople(headers: readonly ReadHeader[]): { people: PersonHeaders[]; nameless: PersonHeaders[] } {
  const all = new Map<string, PersonHeaders>();
  for (const each of numberedByValue(headers)) {
    if (each.whose !== 'person' || each.field === null) continue;
    const relationship = OWN_RELATIONSHIPS[each.person!] ?? null;
    const isPlain = relationship === null && each.number === null;
    const name = each.number === null ? each.person! : `${each.person} ${each.number}`;
    const key = isPlain ? '' : name;
    const group = all.get(key) ?? { name, number: each.number ?? 1, isPlain, relationship, headers: [] };
    group.headers.push(each);
    all.set(key, group);
  }
  const groups = [...all.values()];
  for (const group of groups) readWordAlone(group);
  const people = groups.filter(hasName);
  const nameless: PersonHeaders[] = [];
  for (const group of groups) {
    if (hasName(group) || group.headers.length === 0) continue;
    const same = people.filter(
      ({ number, relationship }) => relationship === group.relationship && number === group.number,
    );
    const hosts = group.isPlain ? people : same;
    const host = hosts.length === 1 ? hosts[0] : undefined;
    if (host) host.headers.push(...group.headers);
    else nameless.push(group);
  }
  for (const { headers: own } of people) own.sort((a, b) => a.index - b.index);
  return { people, nameless };
}

/** PowerSchool exports `Mother_First` and `Mother`, which is the last name; or `Mother` and `Mother_Email`, a whole name. */
function readWordAlone(group: PersonHeaders): void {
  const at = group.headers.findIndex(({ isWordAlone }) => isWordAlone);
  if (at < 0) return;
  const has = (field: string) => group.headers.some((each) => each.field === field && !each.isWordAlone);
  if (group.headers.length === 1 || has('lastName') || has('wholeName')) group.headers.splice(at, 1);
  else if (has('firstName')) group.headers[at] = { ...group.headers[at]!, field: 'lastName' };
}

/** "Parent Name 1" and "Parent Name 2" are two people, and so "Parent Email 2" is the second one's. */
function numberedByValue(headers: readonly ReadHeader[]): ReadHeader[] {
  const numbersPeople = headers.some((each) => isName(each) && each.person && each.number === null && each.twin === 2);
  if (!numbersPeople) return [...headers];
  return headers.map((each) =>
    each.person && each.number === null && each.twin !== null ? { ...each, number: each.twin, twin: null } : each,
  );
}

/** Who is meant by a header that doesn't say whose it is, in a file with several guardians in each line; null: nobody. */
export function personInSection(
  header: ReadHeader,
  people: readonly PersonHeaders[],
  bare: readonly ReadHeader[],
): PersonHeaders | null {
  const here = sectionOf(header, people);
  if (here === null) return null;
  if (header.twin !== null) return here.number === header.twin ? here : null;
  // "Mother Name, Email, Father Name, Email": one for each.
  const alike = bare.filter(({ field, twin }) => field === header.field && twin === null);
  const sections = new Set(alike.map((each) => sectionOf(each, people)));
  return alike.length === people.length && sections.size === people.length && !sections.has(null) ? here : null;
}

/** Whose headers stand last before this one. */
function sectionOf({ index }: ReadHeader, people: readonly PersonHeaders[]): PersonHeaders | null {
  let last: PersonHeaders | null = null;
  let at = -1;
  for (const person of people) {
    for (const own of person.headers) {
      if (own.index < index && own.index > at && own.whose === 'person') {
        at = own.index;
        last = person;
      }
    }
  }
  return last;
}
