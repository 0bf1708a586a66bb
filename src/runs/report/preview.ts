import type { Knex } from 'knex';
import type { PreviewOutcome } from '../../contract/activities.js';
import { stepResult } from '../steps.js';
import type { PreviewedChanges, RunReport } from './types.js';

export const previewStep = 'previewRun';

/** What a dry run saw before it was rolled back: findings with people who are not there afterwards. */
export interface StoredPreview {
  outcome: PreviewOutcome;
  findings: RunReport['findings'];
  changes: PreviewedChanges;
}

/** Null of a dry run that is not through, and of runs. */
export async function storedPreview(
  db: Knex,
  run: { districtId: number; runId: number },
  perCode: number,
): Promise<Pick<StoredPreview, 'findings' | 'changes'> | null> {
  const stored = await stepResult<StoredPreview>(db, run, previewStep);
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
