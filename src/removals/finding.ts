import { finding } from '../findings/catalogue.js';
import type { TriedToArchive } from '../runs/counts.js';
import type { RunFinding } from '../runs/findings.js';
import { number, percent as percentText } from '../words/numbers.js';
import { recordNoun } from '../words/record-kinds.js';

/** The report's line for a kind whose removals wait for an answer. */
export function withheldFinding(kind: string, { count, percent }: TriedToArchive, isNew: boolean): RunFinding {
  const reason = isNew
    ? 'the source no longer has them, and they are more than the Deletion Threshold allows at once'
    : 'an earlier run no longer found them in the source, and they wait for an answer';
  const params = { count: number(count), records: recordNoun(kind, count), percent: percentText(percent), reason };
  return { ...finding('removals-withheld', {}, params), details: { kind, count, percent } };
}
