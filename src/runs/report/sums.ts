import type { GuardianRowCounts } from '../counts.js';
import type { RunReport } from './types.js';

/** docs/guardian-rules.md 1: "the rows add up". */
export function addUp({ read, ...kinds }: GuardianRowCounts): boolean {
  return read === Object.values(kinds).reduce((sum, rows) => sum + rows, 0);
}

export function matchRate({ named, known }: { named: number; known: number }): RunReport['students'] {
  return { named, known, rate: named === 0 ? null : known / named };
}
