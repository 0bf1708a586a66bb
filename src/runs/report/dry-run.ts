import type { Knex } from 'knex';
import type { DryRunOutcome } from '../../contract/activities.js';
import { stepResult } from '../steps.js';
import type { DryRunChanges, RunReport } from './types.js';

export const dryRunStep = 'previewRun';

/** What a dry run saw before it was rolled back: findings with people who are not there afterwards. */
export interface StoredDryRun {
  outcome: DryRunOutcome;
  findings: RunReport['findings'];
  changes: DryRunChanges;
}

/** Null of a dry run that is not through, and of runs. */
export async function storedDryRun(
  db: Knex,
  run: { districtId: number; runId: number },
  perCode: number,
): Promise<Pick<StoredDryRun, 'findings' | 'changes'> | null> {
  const stored = await stepResult<StoredDryRun>(db, run, dryRunStep);
  if (!stored) return null;
  const { findings, changes } = stored.result;
  const seen = new Map<string, number>();
  const list = findings.list.filter(({ code }) => {
    const place = (seen.get(code) ?? 0) + 1;
    seen.set(code, place);
    return place <= perCode;
  });
  return { findings: { ...findings, list }, changes };
}
