/** What the model knows of people, and how it compares them. */
import type { Contact, FileRow, Scope } from './histories.js';
import { least } from './order.js';

export interface Guardian extends Contact {
  scope: Scope;
  sisId: string | null;
  homePhone: string;
  language: string;
  open: boolean;
}
export interface Link {
  student: string;
  guardian: Guardian;
  relationship: string;
  contactType: string;
  /** Of the last run in which a row named it: what its rows said, and what the guardian had then. */
  said: Record<keyof Contact, string[]>;
  had: Contact;
  /** Why it ended; null where it is open. */
  ended: string | null;
}
export interface Account {
  name: string;
  email: string;
  phone: string;
  key: string | null;
  claimed: boolean;
  open: boolean;
  mergedInto: Account | null;
}
export interface Role {
  kind: 'staff' | 'guardian';
  person: Contact & { sisId: string | null; open: boolean };
  run: number;
  active: boolean;
  account: Account | null;
  had: Set<Account>;
  /** The contact key that it had when it was last active. */
  key: string | null;
}
type Ways = Pick<FileRow, 'email' | 'mobilePhone'>;
type Way = keyof Ways;
type Columns = readonly (keyof FileRow)[];

export const contact = ['firstName', 'lastName', 'email', 'mobilePhone'] as const;
export const spelled = (p: Contact) => `${p.firstName} ${p.lastName}`.trim();
export const nameOf = (p: Contact) => spelled(p).toLowerCase();
/** The first word of a first name without accents; '' if there is none. */
export const firstWord = ({ firstName }: Pick<FileRow, 'firstName'>) =>
  (firstName ?? '').normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim().split(/\s+/)[0]!;
export const isFirst = (a: Pick<FileRow, 'firstName'>, b: Pick<FileRow, 'firstName'>) =>
  firstWord(a) !== '' && firstWord(a) === firstWord(b);
export const keyOf = (p: Contact) =>
  p.email || p.mobilePhone ? `${nameOf(p)}\u001f${p.email}\u001f${p.mobilePhone}` : null;
export const keyOfRow = (row: FileRow) => keyOf(filled(row));
export const isBare = (p: Contact) => keyOf(p) === null;
const isBy = (row: FileRow, p: Contact) => !isBare(p) && keyOfRow(row) === keyOf(p);
export const isNamed = (row: FileRow, p: Contact) => nameOf(filled(row, p)) === nameOf(p);
export const shares = (a: Ways, b: Ways) =>
  Boolean((a.email && a.email === b.email) || (a.mobilePhone && a.mobilePhone === b.mobilePhone));

/** Whether a row has an email or phone that the link's rows said when they last named it. */
export const repeats = (row: FileRow, { said }: Link) =>
  Boolean(
    (row.email && said.email.includes(row.email)) || (row.mobilePhone && said.mobilePhone.includes(row.mobilePhone)),
  );
/** Rows said no contact when they last named the link. */
export const isSilent = ({ said }: Link) => [...said.email, ...said.mobilePhone].every((value) => value === '');

/** How many of email and phone are there on both sides and differ. */
export const contradictions = (a: Ways, b: Ways) =>
  (['email', 'mobilePhone'] as const).filter((way) => a[way] && b[way] && a[way] !== b[way]).length;

/** Whether a contact key says the first name, the email or the phone of a person. */
export function hasInCommon(key: string, person: Contact): boolean {
  const [name, email, mobilePhone] = key.split('\u001f');
  const [before, now] = [firstWord({ firstName: name! }), firstWord({ firstName: spelled(person) })];
  return (before === now && now !== '') || shares({ email: email!, mobilePhone: mobilePhone! }, person);
}

export const says = (row: FileRow, columns: Columns, values: object) =>
  columns.every((c) => row[c] === null || row[c] === (values as FileRow)[c]);

/** A missing or dropped value leaves the stored one alone. */
export function filled(row: FileRow, stored?: Contact): Contact {
  return Object.fromEntries(contact.map((c) => [c, row[c] ?? stored?.[c] ?? ''])) as unknown as Contact;
}

/** A row with an id says something that is neither stored nor what its link's rows said when a row last named it. */
export function isNews(row: FileRow, stored: Contact | undefined, link: Link | undefined): boolean {
  if (row.sisId === '' || !stored || !link || link.ended !== null) return false;
  return contact.some((c) => row[c] && row[c] !== stored[c] && !link.said[c].includes(row[c]));
}

/** What a link remembers of its rows; a missing value says nothing. */
export function remembered(link: Link, rows: readonly FileRow[], guardian: Guardian): Pick<Link, 'said' | 'had'> {
  const saidOf = (c: keyof Contact) => {
    const said = rows.flatMap((row) => row[c] ?? []);
    if (said.length > 0) return [...new Set(said)].sort();
    return link.ended === null ? link.said[c] : [guardian[c]];
  };
  return {
    said: Object.fromEntries(contact.map((c) => [c, saidOf(c)])) as Link['said'],
    had: Object.fromEntries(contact.map((c) => [c, guardian[c]])) as unknown as Contact,
  };
}

/** Of rows that disagree, which says a column of a link or guardian: what is stored, else the one that says the most, else the last. */
export function speaker(rows: FileRow[], columns: Columns, stored: object | undefined): FileRow {
  const missing = (row: FileRow) => columns.filter((c) => row[c] === null).length;
  const isNew = (row: FileRow) => !(stored && says(row, columns, stored));
  return least([...rows].reverse(), (row) => isNew(row) || missing(row) > 0, missing, isNew)!;
}

/**
 * Of a guardian's rows that disagree about name, email and phone: one with news, then what is stored, also but for missing
 * values; then one with the id, then those that say the most, then what is stored but for the spelling, then the last.
 */
export function spokesman(
  rows: FileRow[],
  stored: Contact | undefined,
  linkOf: (row: FileRow) => Link | undefined,
): FileRow {
  const missing = (row: FileRow) => contact.filter((c) => row[c] === null).length;
  const isNew = (row: FileRow) => !(stored && says(row, contact, stored));
  const place = (row: FileRow) => {
    if (isNews(row, stored, linkOf(row))) return 0;
    if (!isNew(row) && missing(row) === 0) return 1;
    if (row.sisId === '') return 4;
    return isNew(row) ? 3 : 2;
  };
  const isOther = (row: FileRow) => !(stored && isBy(row, stored));
  return least([...rows].reverse(), place, missing, isNew, isOther)!;
}

/** Ids of two rows with different first names, or with different full names and neither email nor phone in common. */
export function sharedIds(file: readonly FileRow[]): Set<string> {
  const isFirstOther = (a: FileRow, b: FileRow) =>
    firstWord(a) !== '' && firstWord(b) !== '' && firstWord(a) !== firstWord(b);
  const meet = (a: FileRow, b: FileRow) =>
    !isFirstOther(a, b) && (nameOf(filled(a)) === nameOf(filled(b)) || shares(a, b));
  const shared = file.filter((a) => a.sisId !== '' && file.some((b) => b.sisId === a.sisId && !meet(a, b)));
  return new Set(shared.map((row) => row.sisId));
}

/** A row without id, an email or phone of which was dropped, next to one of the same student and name that it may mean too. */
export function isUnclear(row: FileRow, file: readonly FileRow[], missing: Way | null): boolean {
  const ways = ['email', 'mobilePhone'] as const;
  const isSame = (other: FileRow) => nameOf(filled(other)) === nameOf(filled(row)) && other.student === row.student;
  const isDropped = row.sisId === '' && ways.some((way) => row[way] === null && way !== missing);
  const left = ways.filter((way) => row[way]);
  const mayBe = (other: FileRow) => left.length === 0 || left.some((way) => other[way] === row[way]);
  const differs = (other: FileRow) => ways.some((way) => other[way] !== row[way]);
  return isDropped && file.some((other) => isSame(other) && differs(other) && mayBe(other));
}
