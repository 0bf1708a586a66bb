/** docs/guardian-rules.md 2, rules 1 to 5: whose each row is. Each rule goes through all rows before the next. */
import { Agreement } from './agreement.js';
import type { Contact, FileRow, Scope } from './histories.js';
import { grouped, inOrder, least } from './order.js';
import {
  contradictions,
  filled,
  type Guardian,
  isBare,
  isNamed,
  isSilent,
  keyOf,
  keyOfRow,
  type Link,
  nameOf,
  repeats,
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
  readonly #isClaimed: (guardian: Guardian) => boolean;
  /** Those of the scope who were there before. */
  readonly #stored: Guardian[];

  constructor(
    scope: Scope,
    guardians: Guardian[],
    links: readonly Link[],
    students: readonly string[],
    isClaimed: (guardian: Guardian) => boolean,
  ) {
    this.#scope = scope;
    this.#isClaimed = isClaimed;
    this.#all = guardians;
    this.#links = links;
    this.#students = students;
    this.#stored = guardians.filter((guardian) => guardian.scope === scope);
  }

  /** `standing`: IDs in rows in error. A student who is not in the roster is nobody, whatever links are stored. */
  identify(
    usable: readonly FileRow[],
    file: readonly FileRow[],
    standing: readonly string[],
    isKnown: (student: string) => boolean,
  ): void {
    const byId = grouped(
      usable.filter((row) => row.sisId !== ''),
      (row) => row.sisId,
    );
    this.#storedIds(byId, file, isKnown);
    this.#newIds(byId, new Set([...file.map((row) => row.sisId), ...standing]));
    const now = this.#updated();
    const withoutId = usable.filter((row) => row.sisId === '');
    this.#contactKeys(withoutId, now);
    const open = withoutId.filter((row) => !this.placed.has(row));
    for (const [row, guardian] of this.#names(open, withoutId, now)) this.#place([row], guardian);
    this.#others(open);
  }

  #storedIds(byId: Map<string, FileRow[]>, file: readonly FileRow[], isKnown: (student: string) => boolean): void {
    const link = (row: FileRow, g: Guardian) => (isKnown(row.student) ? this.#link(row, g) : undefined);
    const known = { stored: this.#stored, isClaimed: this.#isClaimed, link };
    const agreement = new Agreement(known, file, byId.keys());
    for (const [id, rows] of byId) {
      const guardian = this.#stored.find((g) => g.sisId === id);
      if (!guardian) continue;
      if (agreement.isSame(guardian)) this.#place(rows, guardian);
      else this.lostId.add(guardian);
    }
    for (const guardian of this.lostId) guardian.sisId = null;
  }

  #newIds(byId: Map<string, FileRow[]>, standing: ReadonlySet<string>): void {
    for (const [id, rows] of inOrder(byId, ([each]) => each)) {
      if (this.placed.has(rows[0]!)) continue;
      const isMet = (row: FileRow, g: Guardian) =>
        keyOfRow(row) === keyOf(g) && (!isBare(g) || (this.#link(row, g) && isNamed(row, g)));
      const distance = (g: Guardian) => {
        const links = rows.flatMap((row) => this.#link(row, g) ?? []);
        return links.some((link) => link.ended === null) ? 0 : links.length > 0 ? 1 : 2;
      };
      const isFree = (g: Guardian) => g.sisId === null || (!standing.has(g.sisId) && distance(g) < 2);
      const free = this.#stored.filter((g) => isFree(g) && rows.some((row) => isMet(row, g)));
      this.#place(rows, least(free, distance, this.#age)).sisId = id;
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
    const isOpen = (row: FileRow, g: Guardian) => isGiven(row, g) || this.#link(row, g)?.ended === null;
    const found = new Map<FileRow, Guardian>();
    for (const row of rows) {
      const key = keyOfRow(row);
      const having = [...now.keys()].filter((g) => key !== null && keyOf(now.get(g)!) === key);
      const isFar = (g: Guardian) => (isOpen(row, g) ? 0 : this.#link(row, g) ? 1 : 2);
      const unlike = (g: Guardian) => this.#unlike(row, g, now.get(g)!);
      const guardian = least(having, isFar, unlike, (g) => g.sisId !== null, this.#age);
      if (guardian) found.set(row, guardian);
    }
    // A row with half a contact may be somebody's of its student who has more.
    const isHalf = (row: FileRow) => !row.email || !row.mobilePhone;
    const halves = [...found.keys()].filter((row) => isHalf(row) && !isOpen(row, found.get(row)!));
    for (const [row, guardian] of found) if (!halves.includes(row)) this.#place([row], guardian);
    const named = this.#names(halves, rows, now, true);
    for (const row of halves) this.#place([row], named.get(row) ?? found.get(row));
  }

  #names(
    rows: readonly FileRow[],
    all: readonly FileRow[],
    now: Map<Guardian, Contact>,
    isOpenOnly = false,
  ): Map<FileRow, Guardian> {
    const isGiven = this.#given();
    const fits = (row: FileRow, { student, guardian: g, had }: Link) => {
      if (student !== row.student || !now.has(g) || isGiven(row, g) || !isNamed(row, now.get(g)!)) return false;
      // Whoever has no email or phone now still has what a row of this link last gave.
      const { email, mobilePhone } = now.get(g)!;
      return contradictions(row, { email: email || had.email, mobilePhone: mobilePhone || had.mobilePhone }) === 0;
    };
    // What the guardians have now can come from tonight's rows of other students; what their links' rows said can't.
    const repeating = (row: FileRow, link: Link) => fits(row, link) && repeats(row, link);
    const found = new Map<FileRow, Link>();
    for (const row of rows) {
      // Not whose email or phone another of the student's rows repeats, but not this one.
      const isAnothers = (link: Link) => !repeating(row, link) && all.some((other) => repeating(other, link));
      const links = this.#links.filter((link) => fits(row, link) && !isAnothers(link));
      const open = links.filter((link) => link.ended === null);
      const fitting = open.length > 0 || isOpenOnly ? open : links;
      const isAlike = (link: Link) => isSilent(link) === isBare(filled(row));
      // Of several who fit, whose email or phone the row repeats, then who has as much contact or as little.
      const near = grouped(fitting, (link) => (repeats(row, link) ? 0 : isAlike(link) ? 1 : 2));
      const nearest = near.get(0) ?? near.get(1) ?? near.get(2) ?? [];
      const silent = nearest.filter((link) => isBare(filled(row)) && isSilent(link));
      const link = nearest.length === 1 ? nearest[0] : least(silent, ({ guardian }) => this.#age(guardian));
      if (link) found.set(row, link);
    }
    const guardianOf = (row: FileRow) => found.get(row)!.guardian;
    const said = new Set([...this.placed].map(([row, g]) => `${this.#age(g)} ${keyOfRow(row)}`));
    const isUnsaid = (row: FileRow) => !said.has(`${this.#age(guardianOf(row))} ${keyOfRow(row)}`);
    const isStrange = (row: FileRow) => !repeats(row, found.get(row)!);
    // Record 13: rows of one student, one name and different contacts are different people.
    for (const its of grouped(found.keys(), (row) => `${row.student} ${this.#age(guardianOf(row))}`).values()) {
      const isUnlike = (row: FileRow) => isBare(filled(row)) !== isSilent(found.get(row)!);
      const best = keyOfRow(least(its, isUnsaid, isStrange, isUnlike, keyOfRow)!);
      for (const row of its) if (keyOfRow(row) !== best) found.delete(row);
    }
    // And rows that contradict each other are not one person, whichever student's they are.
    for (const its of grouped(found.keys(), guardianOf).values()) {
      const several = (column: 'email' | 'mobilePhone') => new Set(its.flatMap((row) => row[column] || [])).size > 1;
      if (!several('email') && !several('mobilePhone')) continue;
      const kept = least(its.map(keyOfRow), (key) => key);
      for (const row of its) if (![null, kept].includes(keyOfRow(row))) found.delete(row);
    }
    return new Map([...found].map(([row, { guardian }]) => [row, guardian]));
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
