/** docs/guardian-rules.md 2, rule 1: whether a stored ID still means its guardian, or was given to another person. */
import type { FileRow } from './histories.js';
import {
  contradictions,
  filled,
  type Guardian,
  isBare,
  isFirst,
  isNamed,
  keyOf,
  keyOfRow,
  type Link,
  nameOf,
  shares,
} from './people.js';

export interface Known {
  /** Of the scope, as they were before. */
  stored: readonly Guardian[];
  link(row: FileRow, guardian: Guardian): Link | undefined;
  isClaimed(guardian: Guardian): boolean;
}

export class Agreement {
  readonly #known: Known;
  readonly #file: readonly FileRow[];
  /** IDs of usable rows. */
  readonly #ids: ReadonlySet<string>;

  constructor(known: Known, file: readonly FileRow[], ids: Iterable<string>) {
    this.#known = known;
    this.#file = file;
    this.#ids = new Set(ids);
  }

  isSame(guardian: Guardian): boolean {
    if (isBare(guardian) && !this.#known.isClaimed(guardian)) return true;
    return this.#file.some((row) => row.sisId === guardian.sisId && this.#agrees(row, guardian));
  }

  #agrees(row: FileRow, g: Guardian): boolean {
    const isOwn = !isBare(g) && keyOf(filled(row, g)) === keyOf(g);
    if (!isOwn && this.#isAnothers(row, g)) return false;
    const others = this.#file.filter(({ sisId }) => sisId !== g.sisId);
    const having = others.filter((other) => !isBare(g) && keyOfRow(other) === keyOf(g));
    if (having.some(({ sisId }) => this.#isNew(sisId))) return isNamed(row, g) && shares(row, g);
    if (isNamed(row, g)) return true;
    if (having.length > 0 || others.some((other) => this.#isElsewhere(other, g))) return false;
    if (isFirst(row, g) && shares(row, g)) return true;
    const against = contradictions(row, g);
    const isSomebody = (isFirst(row, g) && against < 2) || (shares(row, g) && against === 0);
    return isSomebody && this.#known.link(row, g) !== undefined;
  }

  /** A row with the contact key of another guardian, who is not a second record of the same person (record 13). */
  #isAnothers(row: FileRow, g: Guardian): boolean {
    const key = keyOfRow(row);
    const isNamedToo = (h: Guardian) =>
      this.#file.some((r) => r.sisId !== g.sisId && (keyOfRow(r) === key || (r.sisId !== '' && r.sisId === h.sisId)));
    const isSecond = (h: Guardian) =>
      nameOf(h) === nameOf(g) && !this.#file.some((r) => keyOfRow(r) === keyOf(g)) && (!h.open || isNamedToo(h));
    return key !== null && this.#known.stored.some((h) => h !== g && keyOf(h) === key && !isSecond(h));
  }

  /** The guardian's full name at one of the guardian's students, with nothing that contradicts; but not a namesake's. */
  #isElsewhere(row: FileRow, g: Guardian): boolean {
    const isNamesake = (h: Guardian) => h !== g && h.sisId === row.sisId && nameOf(h) === nameOf(g);
    if (row.sisId !== '' && this.#known.stored.some(isNamesake)) return false;
    return isNamed(row, g) && contradictions(row, g) === 0 && this.#known.link(row, g) !== undefined;
  }

  #isNew(id: string): boolean {
    return this.#ids.has(id) && !this.#known.stored.some((g) => g.sisId === id);
  }
}
