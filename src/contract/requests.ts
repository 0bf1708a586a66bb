import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { PartFailure, Questions, SyncStatus } from './status.js';

/** `requestedBy` of the night's syncs; a person's name otherwise. */
export const scheduleRequester = 'schedule';

/** Why a sync runs. Equal syncs that wait coalesce; a request id that was seen is ignored (a Reset re-applies signals). */
export interface SyncRequest extends RequestOptions {
  /**
   * 'sync': the whole sync. 'upload': the guardian part from an uploaded file. 'revert': puts a run back. Newer releases
   * may send kinds that this one does not know. 'preview': a dry run of a sync, or of an upload where there is one;
   * PreviewRun's alone.
   */
  kind: string;
  requestId: string;
  /** A person's name for the audit, or `scheduleRequester`. */
  requestedBy: string;
}

/** What a kind of request is about; ids only, for it is kept in Temporal's history. */
export interface RequestOptions {
  /** With kind 'upload'. The file is in the blob store; `abandon`: links that it doesn't name end. */
  upload?: { blobId: string; abandon: boolean };
  /** With kind 'revert': the run that is put back. */
  revert?: { runId: number };
}

/** Input of DailySync. `waiting` and `seen` are carried over continue-as-new. */
export interface DailySyncInput {
  scope: string;
  waiting?: SyncRequest[];
  seen?: string[];
}

export interface DailySyncResult {
  runId: number;
  status: SyncStatus;
}

/** Input of PreviewRun: its request is of the kind 'preview'. */
export interface DryRunInput {
  scope: string;
  request: SyncRequest;
}

export interface DryRunResult {
  runId: number;
  /** How the sync would end. */
  status: SyncStatus;
}

/** Input of GuardianSync: everything else is in the run's record. */
export interface GuardianSyncInput {
  scope: string;
  runId: number;
  /** A missing or unfinished file is looked for again until this many minutes have passed. */
  waitForFileMinutes: number;
  /** How long until it is looked at again; 15 minutes if absent. */
  lookAgainSeconds?: number;
}

export interface GuardianSyncResult {
  rows: number;
  batches: number;
  /** Nothing was applied: a person must look at the file first. */
  held?: boolean;
}

/** What lists and summaries show of a scope. */
export interface ScopeNames {
  districtName: string;
  schoolName: string | null;
  source: string;
}

export interface StageProgress {
  stage: string;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'skipped';
  detail: string;
}

export interface SyncProgress {
  status: SyncStatus;
  runId: number | null;
  stages: StageProgress[];
  failures: PartFailure[];
  questions: Questions;
  requestsWaiting: number;
  /** Why a signal was not taken, or what a request waits for. */
  notice: string | null;
}

/** Start a sync now. Typed by hand in the Temporal UI the input may be left out. */
export const startSync = defineSignal<[Partial<SyncRequest>?]>('startSync');
/** Try the failed steps again. */
export const retryFailed = defineUpdate<string, [{ requestedBy?: string } | undefined]>('retryFailed');
/** What becomes of withheld removals, once. */
export type RemovalsAnswer = 'archive' | 'keep';
/** What becomes of a part that is held. */
export type HoldAnswer = 'apply' | 'discard';
export interface Decision<Answer extends string> {
  decision: Answer;
  /** A person's name, for the record. */
  by?: string;
  /** The run whose question was read, and how many records it was about: the answer is taken for no other question. */
  runId?: number;
  records?: number;
}
export const decideRemovals = defineUpdate<string, [Decision<RemovalsAnswer>]>('decideRemovals');
export const decideHold = defineUpdate<string, [Decision<HoldAnswer>]>('decideHold');
export const progress = defineQuery<SyncProgress>('progress');
