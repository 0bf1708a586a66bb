import { SyncFailure } from '../contract/failures.js';
import type { RosterCollection } from './model.js';

export interface Removals {
  collection: RosterCollection;
  /** What this run would archive, of how many that were active when it started. */
  archived: number;
  active: number;
}

/** Docs: the guardian file, section 5. */
const MAX_SHARE = 0.2;
const FEW = 5;

/** A failure that names each kind of which a run would archive more than a fifth; a handful is never too much. */
export function tooManyRemovals(removals: readonly Removals[]): SyncFailure | null {
  const tripped = removals.filter(({ archived, active }) => archived >= FEW && archived > active * MAX_SHARE);
  if (tripped.length === 0) return null;
  const list = tripped.map(
    ({ collection, archived, active }) =>
      `${archived} of ${active} ${collection} (${Math.round((archived / active) * 1000) / 10} %)`,
  );
  return new SyncFailure(
    'TooManyRemovals',
    `The roster would archive ${list.join(', ')}, more than 20 %. Nothing was applied. Check that the export is complete.`,
    { details: { kinds: tripped.map(({ collection }) => collection) } },
  );
}
