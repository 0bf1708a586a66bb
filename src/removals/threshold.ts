import type { TriedToArchive } from '../runs/counts.js';

/** What a run would newly archive of one kind, of how many active records that the sync manages. */
export interface Removals {
  count: number;
  active: number;
}

const few = 5;
const fewOfFew = 2;
const schoolFew = 20;

/**
 * docs/guardian-rules.md 5: strictly more than the percentage, and at least 5 records, or 2 that are half of those left.
 *
 * @param removals `withheld`: how many of the active ones wait, or are kept, since an earlier run
 */
export function exceedsThreshold(
  { count, active, withheld }: Removals & { withheld: number },
  thresholdPercent: number,
): boolean {
  const isMany = count >= few || (count >= fewOfFew && count * 2 >= active - withheld);
  return isMany && count * 100 > active * thresholdPercent;
}

/** A school missing from an export: more than half, and at least 20, of one of several schools' records. */
export function losesSchool(schools: readonly Removals[]): boolean {
  return schools.length > 1 && schools.some(({ count, active }) => count >= schoolFew && count * 2 > active);
}

export function triedToArchive({ count, active }: Removals): TriedToArchive {
  return { count, percent: active === 0 ? 0 : Math.round((count / active) * 1000) / 10 };
}
