/** docs/guardian-rules.md 5 in memory: which links end, wait for an answer or are kept. `of`: each link's guardian. */
export interface Percent {
  guardianLinks: number;
  guardians: number;
}

export class Removals {
  readonly open = new Set<number>();
  /** Withheld, with what an admin has said; null: the question is open. */
  readonly withheld = new Map<number, 'keep' | null>();
  readonly #of: (link: number) => number;

  constructor(of: (link: number) => number) {
    this.#of = of;
  }

  night(named: ReadonlySet<number>, percent: Percent): void {
    for (const link of named) this.withheld.delete(link);
    const ends = [...this.open].filter((link) => !named.has(link) && !this.withheld.has(link));
    const guardians = new Set([...this.open].map(this.#of));
    const stay = new Set([...this.open, ...named].filter((link) => !ends.includes(link)).map(this.#of));
    const gone = [...guardians].filter((guardian) => !stay.has(guardian)).length;
    // Guardians all of whose links are withheld are so themselves.
    const undecided = [...this.open].filter((link) => !this.withheld.has(link));
    const left = { links: undecided.length, guardians: new Set(undecided.map(this.#of)).size };
    const trips = (count: number, of: number, undecided: number, limit: number) =>
      (count >= 5 || (count >= 2 && count >= undecided / 2)) && count / of > limit / 100;
    if (
      trips(ends.length, this.open.size, left.links, percent.guardianLinks) ||
      trips(gone, guardians.size, left.guardians, percent.guardians)
    ) {
      for (const link of ends) this.withheld.set(link, null);
    } else {
      for (const link of ends) this.open.delete(link);
    }
    for (const link of named) this.open.add(link);
  }

  get asked(): number[] {
    return [...this.withheld].filter(([, said]) => said === null).map(([link]) => link);
  }

  answer(said: 'archive' | 'keep'): void {
    for (const link of this.asked) {
      if (said === 'keep') this.withheld.set(link, 'keep');
      else {
        this.withheld.delete(link);
        this.open.delete(link);
      }
    }
  }
}
