/**
 * One district in memory: the guardian file's rules, sections 2 and 4, as plain loops, so that the set-based SQL has
 * something simple to be compared with. Written from docs/guardian-rules.md and decision records 13 and 17, not from the SQL.
 */
import type { Contact, FileRow, NightFile, Scope } from './histories.js';
import { Identity } from './identity.js';
import { grouped, inOrder, least } from './order.js';
import {
  type Account,
  contact,
  filled,
  type Guardian,
  hasInCommon,
  isUnclear,
  keyOf,
  type Link,
  type Role,
  remembered,
  says,
  sharedIds,
  speaker,
  spelled,
  spokesman,
} from './people.js';

export class Model {
  readonly students = new Map<string, { scope: Scope; active: boolean }>();
  readonly staff = new Map<string, Contact & { sisId: string; open: boolean }>();
  readonly guardians: Guardian[] = [];
  readonly links: Link[] = [];
  readonly accounts: Account[] = [];
  readonly roles: Role[] = [];
  #run = 0;

  /** A whole file of one scope. */
  sync(scope: Scope, { rows: file, inError, missing }: NightFile): void {
    this.#run += 1;
    const isKnown = (id: string) => this.students.get(id)?.scope === scope && this.students.get(id)!.active;
    const shared = sharedIds(file);
    const isClear = (row: FileRow) => !shared.has(row.sisId) && !isUnclear(row, file, missing);
    const usable = file.filter((row) => isKnown(row.student) && isClear(row));
    const before = new Map(this.guardians.map((guardian) => [guardian, { ...guardian }]));
    const identity = new Identity(scope, this.guardians, this.links, [...this.students.keys()], this.#isClaimed);
    identity.identify(usable, file, inError, isKnown);
    const { placed, lostId } = identity;
    const named = new Set<Link>();
    const rowsOf = grouped(usable, (row) => placed.get(row)!);
    for (const [guardian, rows] of rowsOf) {
      const stored = before.get(guardian);
      const linkOf = (row: FileRow) => this.#link(row.student, guardian);
      const values = filled(spokesman(rows, stored, linkOf), stored);
      const left = rows.filter((row) => says(row, contact, values));
      const other = (column: 'homePhone' | 'language') => speaker(left, [column], stored)[column];
      const others = {
        homePhone: other('homePhone') ?? guardian.homePhone,
        language: other('language') ?? guardian.language,
      };
      Object.assign(guardian, values, others);
      for (const [student, its] of grouped(rows, (row) => row.student)) {
        const agreeing = its.filter((row) => left.includes(row));
        const link = this.#nameLink(student, guardian, agreeing.length > 0 ? agreeing : its);
        Object.assign(link, remembered(link, its, guardian), { ended: null });
        named.add(link);
      }
    }
    const doubtful = file.filter((row) => !usable.includes(row)).map((row) => row.student);
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

  #isClaimed = (guardian: Guardian): boolean => {
    let account = this.roles.find(({ person }) => person === guardian)?.account;
    while (account?.mergedInto) account = account.mergedInto;
    return account?.claimed ?? false;
  };

  #nameLink(student: string, guardian: Guardian, rows: FileRow[]): Link {
    const columns = ['relationship', 'contactType'] as const;
    const stored = this.#link(student, guardian);
    const { relationship, contactType } = speaker(rows, columns, stored);
    const nothing = { said: {}, had: {} } as Pick<Link, 'said' | 'had'>;
    const link = stored ?? { student, guardian, relationship: '', contactType: '', ...nothing, ended: 'new' };
    if (!stored) this.links.push(link);
    link.relationship = relationship ?? link.relationship;
    link.contactType = contactType ?? link.contactType;
    return link;
  }

  #link(student: string, guardian: Guardian): Link | undefined {
    return this.links.find((link) => link.student === student && link.guardian === guardian);
  }

  snapshot(): Map<object, object> {
    const all = [...this.guardians, ...this.links, ...this.accounts, ...this.roles];
    return new Map(all.map((record) => [record, { ...record }]));
  }

  /** Puts the last run back: what it made is archived and loses its id; what a role had stays known. */
  revert(before: Map<object, object>): void {
    for (const each of this.guardians) Object.assign(each, before.get(each) ?? { open: false, sisId: null });
    for (const each of this.links) Object.assign(each, before.get(each) ?? { ended: 'reverted' });
    for (const each of this.accounts) Object.assign(each, before.get(each) ?? { open: false, mergedInto: null });
    for (const each of this.roles) Object.assign(each, before.get(each) ?? { active: false });
    this.assignAccounts();
  }

  /** docs/guardian-rules.md 4: the last step of a run, over the roles of the whole district. */
  assignAccounts(): void {
    this.#run += 1;
    const join = (kind: Role['kind'], person: Role['person']) => {
      if (!person.open || this.roles.some((role) => role.person === person)) return;
      this.roles.push({ kind, person, run: this.#run, active: false, account: null, had: new Set(), key: null });
    };
    for (const person of this.staff.values()) join('staff', person);
    for (const person of this.guardians) join('guardian', person);
    const isStaff = (role: Role) => role.kind === 'staff';
    const open = this.roles.filter(({ person }) => person.open);
    // A staff ID on another person: nothing of the role's past is theirs.
    const isTheirs = ({ kind, person }: Role, key: string | null) =>
      kind !== 'staff' || key === null || hasInCommon(key, person);
    for (const role of open) if (!isTheirs(role, role.key)) Object.assign(role, { active: false, account: null });
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
          const had = (a: Account) => roles.some((role) => role.had.has(a) && isTheirs(role, a.key));
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
      for (const role of roles) role.had.add(Object.assign(role, { account, key: keyOf(role.person) }).account);
    }
    const used = new Set(accountOf.values());
    for (const account of this.accounts) if (!used.has(account)) account.open = false;
    for (const role of this.roles) role.active = role.person.open;
  }
}
