import type { SyncPart } from './parts.js';

/** Of a run, and the search attribute `SyncStatus`. */
export type SyncStatus =
  | 'running'
  | 'done'
  | 'done_with_warnings'
  | 'threshold'
  | 'held'
  | 'needs_attention'
  | 'cancelled';

/** As stored with a run. */
export type RunStatus = SyncStatus | 'failed';

/** What the workflow knows of a failed part: a stable code and a sentence, never a cell's value. */
export interface PartFailure {
  part: SyncPart;
  code: string;
  message: string;
  /** Only a person can fix it; what was fetched and staged is read again then. */
  permanent: boolean;
}

/** What a run waits for a person to answer. Counts and codes only: the sentences are in the report. */
export interface Questions {
  /** Removals withheld: `decideRemovals`. */
  removals: { part: SyncPart; kind: string; count: number }[];
  /** Parts of which nothing was applied: `decideHold`. */
  hold: { part: SyncPart; code: string }[];
}

export const noQuestions: Questions = { removals: [], hold: [] };
