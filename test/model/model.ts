/**
 * One district in memory: the guardian file's rules, sections 2 and 4, as plain loops, so that the set-based SQL has
 * something simple to be compared with. Written from the contract and decision records 13 and 17, not from the SQL.
 */
import type { Contact, FileRow, Scope } from './histories.js';
import { grouped, inOrder, least } from './order.js';

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
}

/**
 * Rule 4, where several guardians fit a row: whoever shares its email or phone first, then who has as much contact or as
 * little. Not yet in the SQL; without it a namesake who is new in a night parts a row from its guardian in the next.
 */
export const closestNamesakeFirst = false;

const contact = ['firstName', 'lastName', 'email', 'mobilePhone'] as const;
const spelled = (p: Contact) => `${p.firstName} ${p.lastName}`.trim();
const nameOf = (p: Contact) => spelled(p).toLowerCase();
const keyOf = (p: Contact) => (p.email || p.mobilePhone ? `${nameOf(p)}\u001f${p.email}\u001f${p.mobilePhone}` : null);
const missing = (row: FileRow, columns: readonly (keyof FileRow)[]) => columns.filter((c) => row[c] === null).length;
const says = (row: FileRow, columns: readonly (keyof FileRow)[], values: object) =>
  columns.every((c) => row[c] === null || row[c] === (values as FileRow)[c]);
const shares = (row: Pick<FileRow, 'email' | 'mobilePhone'>, p: Pick<FileRow, 'email' | 'mobilePhone'>) =>
  Boolean((row.email && row.email === p.email) || (row.mobilePhone && row.mobilePhone === p.mobilePhone));
/** A missing or dropped value leaves the stored one alone. */
function filled(row: FileRow, stored?: Contact): Contact {
  const values = contact.map((column) => [column, row[column] ?? stored?.[column] ?? '']);
  return Object.fromEntries(values);
}
/** Of rows that disagree: those that say the most, then what is stored, then the last. */
function speaker(rows: FileRow[], columns: readonly (keyof FileRow)[], stored: object | undefined): FileRow {
  const measures = [(r: FileRow) => missing(r, columns), (r: FileRow) => !(stored && says(r, columns, stored))];
  return least([...rows].reverse(), ...measures)!;
}

export class Model {
  readonly students = new Map<string, { scope: Scope; active: boolean }>();
  readonly staff = new Map<string, Contact & { sisId: string; open: boolean }>();
  readonly guardians: Guardian[] = [];
  readonly links: Link[] = [];
  readonly accounts: Account[] = [];
  readonly roles: Role[] = [];
  #run = 0;

  /** A whole file of one scope. `inError`: ids in rows in error; `S1~zeros` is an id that could mean S1. */
  sync(scope: Scope, file: readonly FileRow[], inError: readonly string[]): void {
    this.#run += 1;
    const isKnown = (id: string) => this.students.get(id)?.scope === scope && this.students.get(id)!.active;
    const shared = sharedIds(file);
    const usable = file.filter((row) => isKnown(row.student) && !shared.has(row.sisId));
    const before = new Map(this.guardians.map((guardian) => [guardian, { ...guardian }]));
    const { placed, lostId } = this.#identify(scope, usable, file);
    const named = new Set<Link>();
    const rowsOf = grouped(usable, (row) => placed.get(row)!);
    for (const [guardian, rows] of rowsOf) {
      const values = filled(speaker(rows, contact, before.get(guardian)), before.get(guardian));
      const left = rows.filter((row) => says(row, contact, values));
      const other = (column: 'homePhone' | 'language') => speaker(left, [column], before.get(guardian))[column];
      const others = {
        homePhone: other('homePhone') ?? guardian.homePhone,
        language: other('language') ?? guardian.language,
      };
      Object.assign(guardian, values, others);
      for (const [student, its] of grouped(rows, (row) => row.student)) {
        const agreeing = its.filter((row) => left.includes(row));
        named.add(this.#nameLink(student, guardian, agreeing.length > 0 ? agreeing : its));
      }
    }
    const doubtful = file.filter((row) => !isKnown(row.student) || shared.has(row.sisId)).map((row) => row.student);
    const kept = new Set([...doubtful, ...inError].map((id) => id.split('~')[0]));
    for (const link of this.links) {
      if (link.guardian.scope !== scope || link.ended !== null || named.has(link)) continue;
      const absent = lostId.has(link.guardian) && !rowsOf.has(link.guardian) ? 'id-reused' : 'absent';
      if (!this.students.get(link.student)!.active) link.ended = 'student';
      else if (!kept.has(link.student)) link.ended = absent;
    }
    for (const g of this.guardians.filter((each) => each.scope === scope)) {
      g.open = this.links.some((link) => link.guardian === g && link.ended === null);
    }
  }

  #nameLink(student: string, guardian: Guardian, rows: FileRow[]): Link {
    const columns = ['relationship', 'contactType'] as const;
    const stored = this.#link(student, guardian);
    const { relationship, contactType } = speaker(rows, columns, stored);
    const link = stored ?? { student, guardian, relationship: '', contactType: '', ended: null };
    if (!stored) this.links.push(link);
    link.relationship = relationship ?? link.relationship;
    link.contactType = contactType ?? link.contactType;
    link.ended = null;
    return link;
  }

  #link(student: string, guardian: Guardian): Link | undefined {
    return this.links.find((link) => link.student === student && link.guardian === guardian);
  }

  /** Section 2, rules 1 to 5: each usable row's guardian, and those whose id went to another person. */
  #identify(scope: Scope, usable: readonly FileRow[], file: readonly FileRow[]) {
    const all = this.guardians.filter((guardian) => guardian.scope === scope);
    const age = (g: Guardian) => this.guardians.indexOf(g);
    const isNamed = (row: FileRow, g: Contact) => nameOf(filled(row, g)) === nameOf(g);
    const placed = new Map<FileRow, Guardian>();
    const place = (rows: FileRow[], sisId: string | null, found?: Guardian) => {
      const values = { firstName: '', lastName: '', email: '', mobilePhone: '', homePhone: '', language: '' };
      const guardian = found ?? { scope, sisId, ...values, open: true };
      if (!found) this.guardians.push(guardian);
      if (sisId !== null) guardian.sisId = sisId;
      for (const row of rows) placed.set(row, guardian);
    };
    const byId = grouped(
      usable.filter((row) => row.sisId !== ''),
      (row) => row.sisId,
    );

    const agrees = (row: FileRow, g: Guardian) => {
      const key = keyOf(filled(row));
      const stands = file.some((each) => keyOf(filled(each)) === keyOf(g));
      const isAnother = (h: Guardian) => h !== g && keyOf(h) === key && (nameOf(h) !== nameOf(g) || stands);
      if (key === keyOf(g)) return true;
      if (key !== null && all.some(isAnother)) return false;
      return isNamed(row, g) || shares(row, g);
    };
    const holders = new Map([...byId.keys()].map((id) => [id, all.find((g) => g.sisId === id)]));
    const lostId = new Set<Guardian>();
    for (const [id, guardian] of holders) {
      if (!guardian) continue;
      const rows = byId.get(id)!;
      if (keyOf(guardian) === null || file.some((row) => row.sisId === id && agrees(row, guardian)))
        place(rows, id, guardian);
      else lostId.add(guardian);
    }
    for (const guardian of lostId) guardian.sisId = null;

    for (const [id, rows] of inOrder(byId, ([each]) => each)) {
      if (placed.has(rows[0]!)) continue;
      const isMet = (row: FileRow, g: Guardian) =>
        keyOf(filled(row)) === keyOf(g) && (keyOf(g) !== null || (this.#link(row.student, g) && isNamed(row, g)));
      const free = all.filter((g) => g.sisId === null && rows.some((row) => isMet(row, g)));
      place(
        rows,
        id,
        least(free, (g) => !rows.some((row) => this.#link(row.student, g)), age),
      );
    }

    const withoutId = usable.filter((row) => row.sisId === '');
    const current = new Map<Guardian, Contact>(this.guardians.filter((g) => g.scope === scope).map((g) => [g, g]));
    const given = new Set<string>();
    const isGiven = (row: FileRow, g: Guardian) => given.has(`${row.student} ${age(g)}`);
    const give = () => {
      for (const [row, g] of placed) given.add(`${row.student} ${age(g)}`);
    };
    give();
    for (const [g, rows] of grouped(placed.keys(), (row) => placed.get(row)!)) {
      current.set(g, filled(speaker(rows, contact, all.includes(g) ? g : undefined), g));
    }
    const byKey = withoutId.map((row) => {
      const key = keyOf(filled(row));
      const having = [...current.keys()].filter((g) => key !== null && keyOf(current.get(g)!) === key);
      const isOpen = (g: Guardian) => isGiven(row, g) || this.#link(row.student, g)?.ended === null;
      const isLinked = (g: Guardian) => this.#link(row.student, g) !== undefined;
      return [
        row,
        least(
          having,
          (g) => !isOpen(g),
          (g) => !isLinked(g),
          (g) => g.sisId !== null,
          age,
        ),
      ] as const;
    });
    for (const [row, guardian] of byKey) if (guardian) place([row], null, guardian);
    give();

    const unplaced = withoutId.filter((row) => !placed.has(row));
    const found = new Map<FileRow, Guardian>();
    for (const row of unplaced) {
      const fits = (a: string | null, b: string) => !a || b === '' || a === b;
      const links = this.links.filter(({ student, guardian: g }) => {
        const now = current.get(g);
        if (!now || student !== row.student || isGiven(row, g) || !isNamed(row, now)) return false;
        return fits(row.email, now.email) && fits(row.mobilePhone, now.mobilePhone);
      });
      const open = links.filter((link) => link.ended === null);
      const isBare = keyOf(filled(row)) === null;
      const distance = (g: Guardian) =>
        shares(row, current.get(g)!) ? 0 : (keyOf(current.get(g)!) === null) === isBare ? 1 : 2;
      const fitting = (open.length > 0 ? open : links).map((link) => link.guardian);
      const near = grouped(fitting, closestNamesakeFirst ? distance : () => 0);
      const nearest = near.get(0) ?? near.get(1) ?? near.get(2) ?? [];
      const bare = nearest.filter((g) => isBare && keyOf(current.get(g)!) === null);
      const guardian = nearest.length === 1 ? nearest[0] : least(bare, age);
      if (guardian) found.set(row, guardian);
    }
    // Record 13: rows of one student, one name and different contacts are different people.
    for (const rows of grouped(found.keys(), (row) => `${row.student} ${age(found.get(row)!)}`).values()) {
      const isBare = keyOf(current.get(found.get(rows[0]!)!)!) === null;
      const key = (row: FileRow) => keyOf(filled(row));
      const best = key(least(rows, (row) => (key(row) === null) !== isBare, key)!);
      for (const row of rows) if (key(row) !== best) found.delete(row);
    }
    // And rows that contradict each other are not one person, whichever student's they are.
    for (const rows of grouped(found.keys(), (row) => found.get(row)!).values()) {
      const [emails, phones] = [
        new Set(rows.map((r) => r.email || null)),
        new Set(rows.map((r) => r.mobilePhone || null)),
      ];
      for (const values of [emails, phones]) values.delete(null);
      if (emails.size < 2 && phones.size < 2) continue;
      const keys = rows.map((row) => keyOf(filled(row))).filter((key) => key !== null);
      const kept = least(keys, (key) => key);
      for (const row of rows) if (![null, kept].includes(keyOf(filled(row)))) found.delete(row);
    }
    for (const [row, guardian] of found) place([row], null, guardian);

    const people = grouped(unplaced, (row) => keyOf(filled(row)) ?? `${nameOf(filled(row))}\u001f\u001f${row.student}`);
    const students = [...this.students.keys()];
    for (const rows of inOrder(
      people.values(),
      ([row]) => keyOf(filled(row!)),
      ([row]) => nameOf(filled(row!)),
      ([row]) => students.indexOf(row!.student),
    )) {
      const rest = rows.filter((row) => !placed.has(row));
      const joined = rows.flatMap((row) => found.get(row) ?? []);
      if (rest.length > 0) place(rest, null, keyOf(filled(rows[0]!)) === null ? undefined : least(joined, age));
    }
    return { placed, lostId };
  }

  /** Section 4: the last step of a run, over the roles of the whole district. */
  assignAccounts(): void {
    this.#run += 1;
    const join = (kind: Role['kind'], person: Role['person']) => {
      if (!person.open || this.roles.some((role) => role.person === person)) return;
      this.roles.push({ kind, person, run: this.#run, active: false, account: null, had: new Set() });
    };
    for (const person of this.staff.values()) join('staff', person);
    for (const person of this.guardians) join('guardian', person);
    const isStaff = (role: Role) => role.kind === 'staff';
    const open = this.roles.filter(({ person }) => person.open);
    const byAge = inOrder(
      open,
      (r) => r.run,
      (r) => !isStaff(r),
      (r) => r.person.sisId,
      (r) => keyOf(r.person),
    );
    const classOf = (role: Role) => keyOf(role.person) ?? role;
    const classes = grouped(byAge, classOf);
    const users = (account: Account) => byAge.filter((role) => role.active && role.account === account);
    const last = (account: Account | null): Account | null =>
      account?.mergedInto ? last(account.mergedInto) : account;

    // Rules 1 and 2: an account's roles; without any in use, the roles that return to it.
    const held = new Map<Account, string | Role>();
    for (const account of this.accounts) {
      const returning = byAge.filter((role) => !role.active && last(role.account) === account);
      const roles = users(account).length > 0 ? users(account) : returning;
      const heir = least(
        roles,
        (role) => keyOf(role.person) !== account.key,
        (role) => !isStaff(role),
      );
      if (heir) held.set(account, classOf(heir));
    }
    // Rule 3.
    const age = (account: Account) => this.accounts.indexOf(account);
    const accountOf = new Map<string | Role, Account>();
    for (const [of, accounts] of grouped(held.keys(), (account) => held.get(account)!)) {
      accountOf.set(of, least(accounts, (account) => !account.claimed, age)!);
    }
    for (const [account, of] of held) {
      if (accountOf.get(of) !== account) Object.assign(account, { open: false, mergedInto: accountOf.get(of) });
    }
    // Rule 4: round by round, each class asks for its best, and an account goes to the class of its key, else the oldest.
    for (let asked = 1; asked > 0; ) {
      const free = this.accounts.filter(
        (a) => !held.has(a) && users(a).length === 0 && ![...accountOf.values()].includes(a),
      );
      const asks = [...classes.entries()]
        .filter(([of]) => !accountOf.has(of))
        .flatMap(([of, roles]) => {
          const had = (a: Account) => roles.some((role) => role.had.has(a));
          const account = least(
            free.filter((a) => had(a) || (a.key !== null && a.key === of)),
            (a) => !had(a),
            (a) => !a.claimed,
            age,
          );
          return account ? [{ of, account }] : [];
        });
      for (const [account, all] of grouped(asks, (ask) => ask.account)) {
        accountOf.set(least(all, ({ of }) => account.key !== of)!.of, account);
      }
      asked = asks.length;
    }
    for (const [of, roles] of classes) {
      const { person } = least(roles, (role) => !isStaff(role))!;
      const shown = { name: spelled(person), email: person.email, phone: person.mobilePhone };
      const account = accountOf.get(of) ?? { ...shown, key: null, claimed: false, open: true, mergedInto: null };
      if (!accountOf.has(of)) this.accounts.push(account);
      accountOf.set(of, account);
      Object.assign(account, { key: keyOf(person), open: true, mergedInto: null }, account.claimed ? {} : shown);
      for (const role of roles) role.had.add(Object.assign(role, { account }).account);
    }
    const used = new Set(accountOf.values());
    for (const account of this.accounts) if (!used.has(account)) account.open = false;
    for (const role of this.roles) role.active = role.person.open;
  }
}

/** Ids two of whose rows differ in full name and have neither email nor phone in common. */
function sharedIds(file: readonly FileRow[]): Set<string> {
  const meet = (a: FileRow, b: FileRow) =>
    nameOf(filled(a)) === nameOf(filled(b)) ||
    (a.email && a.email === b.email) ||
    (a.mobilePhone && a.mobilePhone === b.mobilePhone);
  const shared = file.filter((a) => a.sisId !== '' && file.some((b) => b.sisId === a.sisId && !meet(a, b)));
  return new Set(shared.map((row) => row.sisId));
}
