import type { SyncPart } from './parts.js';
import type { HoldAnswer, RemovalsAnswer, ScopeNames, SyncRequest } from './requests.js';
import type { PartFailure, Questions, SyncStatus } from './status.js';

/**
 * Inputs and results of activities. They are kept in Temporal's history, so they carry ids, counts, codes and offsets
 * alone: no names of people, contact values, file contents or credentials.
 */
export interface RunInput {
  runId: number;
}

/** `waitUntil`: epoch milliseconds until which a missing or unfinished file is looked for again; null: not at all. */
export interface FetchInput extends RunInput {
  waitUntil: number | null;
}

export interface OpenedRun {
  runId: number;
  /** An execution that was replaced (a Reset) had opened it. */
  begunBefore: boolean;
  names: ScopeNames;
  /** Collections to stage, in order; empty if the scope has no roster source. */
  rosterCollections: string[];
  /** The guardian sync is switched on, or the run is an upload. */
  guardiansEnabled: boolean;
  /** The sync of student attributes is switched on; absent in runs that an earlier release opened. */
  attributesEnabled?: boolean;
  /** How long a missing file is waited for: the scope's setting at night, 0 if a person waits for an answer. */
  waitForFileMinutes: number;
  /** How long until a file that is not complete is looked at again; 15 minutes if absent. */
  lookAgainSeconds?: number;
  /** A roster was applied to this scope before: the guardian part can run though tonight's roster failed. */
  hasRoster: boolean;
}

export interface DecodedFile {
  bytes: number;
  encoding: string;
  /** Null where there is nothing to parse: the file is the one that was applied last. */
  start: FilePosition | null;
}

export interface FilePosition {
  offset: number;
  line: number;
}

export interface ParsedBatch {
  rows: number;
  next: FilePosition | null;
}

/** `key` tells the answers of a run apart: one that is written again is the same. */
export interface RecordedAnswer {
  question: 'removals' | 'hold';
  answer: RemovalsAnswer | HoldAnswer;
  by: string;
  key: string;
  parts: SyncPart[];
}

/** What of a dry run is staged, and what of it failed before. */
export interface DryRunParts {
  staged: SyncPart[];
  failures: PartFailure[];
  hasRoster: boolean;
}

/** How the sync would end. */
export interface DryRunOutcome {
  status: SyncStatus;
  failures: PartFailure[];
}

/** On queue sync-fetch: waits for other people's servers. */
export interface FetchActivities {
  fetchRoster(input: FetchInput): Promise<{ files: number; bytes: number }>;
  fetchGuardianFile(input: FetchInput): Promise<{ bytes: number }>;
  fetchAttributeFile(input: FetchInput): Promise<{ bytes: number }>;
  startScheduledSync(input: { scope: string }): Promise<void>;
}

/** On queue sync-data: works in PostgreSQL. */
export interface DataActivities {
  openRun(input: { scope: string; request: SyncRequest }): Promise<OpenedRun>;
  stageRoster(input: RunInput & { collection: string }): Promise<{ rows: number }>;
  applyRoster(input: RunInput): Promise<{ changed: number; archived: number; held?: boolean }>;
  decodeGuardianFile(input: RunInput): Promise<DecodedFile>;
  parseGuardianBatch(input: RunInput & { batch: number; start: FilePosition }): Promise<ParsedBatch>;
  reconcileGuardians(
    input: RunInput,
  ): Promise<{ created: number; updated: number; archived: number; restored: number; held?: boolean }>;
  decodeAttributeFile(input: RunInput): Promise<DecodedFile>;
  parseAttributeBatch(input: RunInput & { batch: number; start: FilePosition }): Promise<ParsedBatch>;
  applyAttributes(
    input: RunInput,
  ): Promise<{ created: number; updated: number; archived: number; restored: number; held: boolean }>;
  /** Puts back what another run of the scope changed, the one that the request names. */
  revertRun(input: RunInput): Promise<{ reverted: number; kept: number }>;
  assignAccounts(input: RunInput): Promise<{ created: number; closed: number; merged: number }>;
  /** Takes new settings in, forgets what failed parts had staged, and sets the run to running again. */
  reopenRun(input: RunInput & { forget: SyncPart[] }): Promise<void>;
  /** Writes a person's answer, and sets the given parts to run again from what they had staged. */
  recordAnswer(input: RunInput & RecordedAnswer): Promise<void>;
  /** Writes status and report. */
  closeRun(
    input: RunInput & { failures: PartFailure[]; cancelled: boolean },
  ): Promise<{ status: SyncStatus; questions?: Questions }>;
  /** Nothing more comes: staging tables are dropped. */
  finishRun(input: RunInput): Promise<void>;
  /** How long a wait for a person may last: until 15 minutes before the next scheduled start, or 24 h. */
  waitBudget(input: { scope: string }): Promise<{ seconds: number }>;
  /** Ends an orphaned child, left open by a Reset of its parent, and waits until it is closed. */
  retireOrphan(input: { workflowId: string }): Promise<void>;
  /** As openRun, without a word to the scope's other runs; while a sync runs it waits. */
  openPreview(input: { scope: string; request: SyncRequest }): Promise<OpenedRun>;
  /** Applies what is staged, keeps the report, rolls back. */
  previewRun(input: RunInput & DryRunParts): Promise<DryRunOutcome>;
}
