import type { RowCounts } from './batch.js';
import { FileRefused } from './refusals.js';

/** More rows in error than this share, and the file as a whole is wrong. docs/guardian-rules.md 1. */
const MAX_ERROR_SHARE = 0.2;

export const usableRules = { MAX_ERROR_SHARE };

/**
 * To be asked with the counts of the whole file, the sums of its batches. Blank rows do not count as rows.
 *
 * @throws FileRefused `header-only`, `no-rows-left` or `too-many-errors`
 */
export function assertRowsUsable(counts: RowCounts): void {
  const { good, error, leftOut } = counts;
  const read = counts.read - counts.blank;
  if (read === 0) throw new FileRefused('header-only');
  if (good === 0) throw new FileRefused('no-rows-left', { read, error, leftOut });
  if (error > read * MAX_ERROR_SHARE) {
    throw new FileRefused('too-many-errors', { read, error, percent: Math.ceil((error / read) * 1000) / 10 });
  }
}
