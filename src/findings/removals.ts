import type { FindingKind } from '../guardian-file/index.js';

/** Why records stay that a source no longer has. */
export const removalFindings = {
  'removals-withheld': {
    severity: 'warning',
    about: 'run',
    sentence:
      '{count} {records} ({percent}) were not archived: {reason}. Check that the export is complete, and then choose "Archive them this once" or "Keep them".',
  },
  'ends-withheld': {
    severity: 'warning',
    about: 'file',
    sentence:
      '{rows} rows in error have a student ID that the roster does not know, more than 1 in 1,000. They could be about anybody, so {kept} ends in this run. Correct these rows. What would have ended waits for an answer.',
  },
  'quiet-day': {
    severity: 'notice',
    about: 'run',
    sentence: 'Today is {day}, so nothing was archived for being absent. The first sync after it will do that.',
  },
} as const satisfies Record<string, FindingKind>;
