/** docs/guardian-rules.md 2, rules 1 to 5: whose each row is. Each rule goes through all rows before the next. */
import type { Contact, FileRow, Scope } from './histories.js';
import { grouped, inOrder, least } from './order.js';
import {
  filled,
  type Guardian,
  isBare,
  isNamed,
  keyOf,
  keyOfRow,
  type Link,
  nameOf,
  shares,
  spokesman,
} from './people.js';

export class Identity {
  readonly placed = new Map<FileRow, Guardian>();
  /** Whose id was given to another person. */
  readonly lostId = new Set<Guardian>();
  /** Of the district; new ones are added. */
  readonly #all: Guardian[];
  readonly #links: readonly Link[];
  readonly #students: readonly string[];
  readonly #scope: Scope;
  /** Those of the scope who were there before. */
  readonly #stored: Guardian[];

  constructor(scope: Scope, guardians: Guardian[], links: readonly Link[], students: readonly string[]) {
    this.#scope = scope;
    this.#all = guardians;
    this.#links = links;
    this.#students = students;
    this.#stored = guardians.filter((guardian) => guardian.scope === scope);
  }

  identify(usable: readonly FileRow[], file: readonly FileRow[]): void {
    const byId = grouped(
      usable.filter((row) => row.sisId !== ''),
      (row) => row.sisId,
    );
    this.#storedIds(byId, file);
    this.#newIds(byId);
    const now = this.#updated();
    const withoutId = usable.filter((row) => row.sisId === '');
    this.#contactKeys(withoutId, now);
    const open = withoutId.filter((row) => !this.placed.has(row));
    const found = this.#names(open, withoutId, now);
    for (const [row, guardian] of found) this.#place([row], guardian);
    this.#others(open);
  }

  #storedIds(byId: Map<string, FileRow[]>, file: readonly FileRow[]): void {
    const agrees = (row: FileRow, g: Guardian) => {
      const key = keyOfRow(row);
      if (keyOf(filled(row, g)) === keyOf(g)) return true;
      const hasKeyInFile = file.some((each) => keyOfRow(each) === keyOf(g));
      const isAnother = (h: Guardian) => h !== g && keyOf(h) === key && (nameOf(h) !== nameOf(g) || hasKeyInFile);
      if (key !== null && this.#stored.some(isAnother)) return false;
      return isNamed(row, g) || shares(row, g);
    };
    for (const [id, rows] of byId) {
      const guardian = this.#stored.find((g) => g.sisId === id);
      if (!guardian) continue;
      const isSame = isBare(guardian) || file.some((row) => row.sisId === id && agrees(row, guardian));
      if (isSame) this.#place(rows, guardian);
      else this.lostId.add(guardian);
    }
    for (const guardian of this.lostId) guardian.sisId = null;
  }

  #newIds(byId: Map<string, FileRow[]>): void {
    for (const [id, rows] of inOrder(byId, ([each]) => each)) {
      if (this.placed.has(rows[0]!)) continue;
      const isMet = (row: FileRow, g: Guardian) =>
        keyOfRow(row) === keyOf(g) && (!isBare(g) || (this.#link(row, g) && isNamed(row, g)));
      const free = this.#stored.filter((g) => g.sisId === null && rows.some((row) => isMet(row, g)));
      const isFar = (g: Guardian) => !rows.some((row) => this.#link(row, g));
      this.#place(rows, least(free, isFar, this.#age)).sisId = id;
    }
  }

  /** The guardians as the rows with ids leave them. */
  #updated(): Map<Guardian, Contact> {
    const rowsOf = grouped(this.placed.keys(), (row) => this.placed.get(row)!);
    const values = (g: Guardian): Contact => {
      const stored = this.#stored.includes(g) ? g : undefined;
      return rowsOf.has(g)
        ? filled(
            spokesman(rowsOf.get(g)!, stored, (row) => this.#link(row, g)),
            g,
          )
        : g;
    };
    return new Map(this.#all.filter((g) => g.scope === this.#scope).map((g) => [g, values(g)]));
  }

  #contactKeys(rows: readonly FileRow[], now: Map<Guardian, Contact>): void {
    const isGiven = this.#given();
    const found = rows.map((row) => {
      const key = keyOfRow(row);
      const having = [...now.keys()].filter((g) => key !== null && keyOf(now.get(g)!) === key);
      const isOpen = (g: Guardian) => isGiven(row, g) || this.#link(row, g)?.ended === null;
      const isFar = (g: Guardian) => (isOpen(g) ? 0 : this.#link(row, g) ? 1 : 2);
      const unlike = (g: Guardian) => this.#unlike(row, g, now.get(g)!);
      return [row, least(having, isFar, unlike, (g) => g.sisId !== null, this.#age)] as const;
    });
    for (const [row, guardian] of found) if (guardian) this.#place([row], guardian);
  }

  #names(rows: readonly FileRow[], all: readonly FileRow[], now: Map<Guardian, Contact>): Map<FileRow, Guardian> {
    const isGiven = this.#given();
    const equal = (a: string | null, b: string) => !a || b === '' || a === b;
    const fits = (row: FileRow, { student, guardian: g }: Link) => {
      if (student !== row.student || !now.has(g) || isGiven(row, g)) return false;
      const { email, mobilePhone } = now.get(g)!;
      return isNamed(row, now.get(g)!) && equal(row.email, email) && equal(row.mobilePhone, mobilePhone);
    };
    const sharing = (row: FileRow, link: Link) => fits(row, link) && shares(row, now.get(link.guardian)!);
    const found = new Map<FileRow, Guardian>();
    for (const row of rows) {
      // Not whoever shares the email or phone of another of the student's rows, but not of this one.
      const isAnothers = (link: Link) => !sharing(row, link) && all.some((other) => sharing(other, link));
      const links = this.#links.filter((link) => fits(row, link) && !isAnothers(link));
      const open = links.filter((link) => link.ended === null);
      const fitting = (open.length > 0 ? open : links).map((link) => link.guardian);
      const isAlike = (g: Guardian) => isBare(now.get(g)!) === isBare(filled(row));
      // Of several who fit, whoever shares the row's email or phone, then who has as much contact or as little.
      const distance = (g: Guardian) => (shares(row, now.get(g)!) ? 0 : isAlike(g) ? 1 : 2);
      const near = grouped(fitting, distance);
      const nearest = near.get(0) ?? near.get(1) ?? near.get(2) ?? [];
      const bare = nearest.filter((g) => isBare(filled(row)) && isBare(now.get(g)!));
      const guardian = nearest.length === 1 ? nearest[0] : least(bare, this.#age);
      if (guardian) found.set(row, guardian);
    }
    const said = new Set([...this.placed].map(([row, g]) => `${this.#age(g)} ${keyOfRow(row)}`));
    const isUnsaid = (row: FileRow) => !said.has(`${this.#age(found.get(row)!)} ${keyOfRow(row)}`);
    const isStrange = (row: FileRow) => !shares(row, now.get(found.get(row)!)!);
    // Record 13: rows of one student, one name and different contacts are different people.
    for (const its of grouped(found.keys(), (row) => `${row.student} ${this.#age(found.get(row)!)}`).values()) {
      const isUnlike = (row: FileRow) => isBare(filled(row)) !== isBare(now.get(found.get(row)!)!);
      const best = keyOfRow(least(its, isUnsaid, isStrange, isUnlike, keyOfRow)!);
      for (const row of its) if (keyOfRow(row) !== best) found.delete(row);
    }
    // And rows that contradict each other are not one person, whichever student's they are.
    for (const its of grouped(found.keys(), (row) => found.get(row)!).values()) {
      const several = (column: 'email' | 'mobilePhone') => new Set(its.flatMap((row) => row[column] || [])).size > 1;
      if (!several('email') && !several('mobilePhone')) continue;
      const kept = least(its.map(keyOfRow), (key) => key);
      for (const row of its) if (![null, kept].includes(keyOfRow(row))) found.delete(row);
    }
    // Rows of one contact are one person, whoever each of them would have found.
    const isContact = (row: FileRow) => keyOfRow(row) !== null;
    for (const its of grouped([...found.keys()].filter(isContact), keyOfRow).values()) {
      const isBareNow = (row: FileRow) => isBare(now.get(found.get(row)!)!);
      const one = found.get(least(its, isUnsaid, isStrange, isBareNow, (row) => this.#age(found.get(row)!))!)!;
      for (const row of its) found.set(row, one);
    }
    return found;
  }

  /** Rows of one key join the guardian found for some of them, or make one; so do a student's rows of one name. */
  #others(rows: readonly FileRow[]): void {
    const people = grouped(rows, (row) => keyOfRow(row) ?? `${nameOf(filled(row))}\u001f\u001f${row.student}`);
    const student = (row: FileRow) => this.#students.indexOf(row.student);
    const firsts = inOrder(
      [...people.values()].map((its) => its[0]!),
      keyOfRow,
      (row) => nameOf(filled(row)),
      student,
    );
    for (const first of firsts) {
      const its = [...people.values()].find((each) => each[0] === first)!;
      const left = its.filter((row) => !this.placed.has(row));
      const joined = its.flatMap((row) => (keyOfRow(row) !== null && this.placed.get(row)) || []);
      if (left.length > 0) this.#place(left, least(joined, this.#age));
    }
  }

  #place(rows: readonly FileRow[], found: Guardian | undefined): Guardian {
    const none = { firstName: '', lastName: '', email: '', mobilePhone: '', homePhone: '', language: '' };
    const guardian = found ?? { scope: this.#scope, sisId: null, ...none, open: true };
    if (!found) this.#all.push(guardian);
    for (const row of rows) this.placed.set(row, guardian);
    return guardian;
  }

  /** How much of what else a row says the guardian and the link do not; 4 where there is no link. */
  #unlike(row: FileRow, g: Guardian, now: Contact): number {
    const link = this.#link(row, g);
    if (!link) return 4;
    const { homePhone, language } = { ...g, ...now } as Guardian;
    const said = [row.relationship, row.contactType, row.homePhone, row.language];
    const is = [link.relationship, link.contactType, homePhone, language];
    return said.filter((value, index) => (value ?? is[index]) !== is[index]).length;
  }

  #age = (g: Guardian) => this.#all.indexOf(g);
  #link = (row: FileRow, g: Guardian) => this.#links.find((l) => l.student === row.student && l.guardian === g);

  /** Who has a row of which student by the rules so far. */
  #given(): (row: FileRow, g: Guardian) => boolean {
    const given = new Set([...this.placed].map(([row, g]) => `${row.student} ${this.#age(g)}`));
    return (row, g) => given.has(`${row.student} ${this.#age(g)}`);
  }
}
