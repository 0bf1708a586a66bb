import type { RunStatus } from '../../contract/status.js';
import type { Reading, Severity } from '../../guardian-file/index.js';
import type { AccountCounts, AttributeCounts, GuardianCounts, GuardianRowCounts, RosterCounts } from '../counts.js';
import type { HoldReason } from '../held.js';

/** What one run was, did and found. Plain JSON: times are ISO 8601 in UTC, sizes bytes, rates 0 to 1. */
export interface RunReport {
  run: {
    id: number;
    kind: string;
    scope: string;
    district: string;
    school: string | null;
    requestId: string;
    requestedBy: string;
    status: RunStatus;
    startedAt: string;
    finishedAt: string | null;
    seconds: number | null;
    /** The district's, in which people read times. */
    timeZone: string;
  };
  /** The result in one sentence. */
  sentence: string;
  /** Per part; null for a part that applied nothing. */
  counts: {
    roster: RosterCounts | null;
    guardians: GuardianCounts | null;
    attributes: AttributeCounts | null;
    accounts: AccountCounts | null;
  };
  /** Of a revert: the run that it put back, and by entity what became of what that had done. */
  reverted: { run: number; kinds: Record<string, { restored: number; withdrawn: number; kept: number }> } | null;
  /** The run that has put this one back. */
  revertedBy: number | null;
  /** The rows of the guardian file, and whether they add up as they must. */
  rows: GuardianRowCounts | null;
  rowsAddUp: boolean | null;
  /** The match rate: distinct students of the guardian file, and how many of them the roster knows. */
  students: { named: number; known: number; rate: number | null } | null;
  file: ReportFile | null;
  /** The file of student attributes; null if none came. */
  attributes: ReportAttributes | null;
  steps: ReportStep[];
  findings: {
    total: { error: number; warning: number; notice: number };
    byCode: Record<string, number>;
    /** Errors first, then warnings and notices; of each code the first in the order of the file. */
    list: ReportFinding[];
  };
  /** Of a dry run that went through: what the sync would change. */
  changes: DryRunChanges | null;
  /** Of the first part that failed; `parts` names all of them. */
  failure: { part: string; code: string; message: string; parts: string[] } | null;
  /** Why nothing of a part was applied. */
  held: ({ part: string } & HoldReason)[];
  /** What people answered to the run's questions, in order. */
  decisions: { question: 'removals' | 'hold'; answer: string; by: string; at: string }[];
  /** The Temporal executions that wrote this run last, one for each workflow; null: an earlier release forgot which. */
  executions: { workflowId: string; temporalRunId: string | null; attempt: number }[];
}

/** The guardian file as received. */
export interface ReportFile {
  name: string;
  path: string;
  size: number;
  modifiedAt: string | null;
  sha256: string;
  /** Null if the file was refused before its encoding was known. */
  encoding: { name: string; pinned: boolean; byteOrderMark: boolean; evidence: string } | null;
  delimiter: string | null;
  /** Our column to the header it was read from. */
  columns: Record<string, string> | null;
  /** What became of each header of the guardian file, in the order of the file. */
  headers: Reading[];
}

export interface ReportAttributes {
  file: ReportFile;
  /** The attributes that it has columns for. */
  names: string[];
  /** Null where nothing of it was applied. */
  rows: GuardianRowCounts | null;
  rowsAddUp: boolean | null;
  students: RunReport['students'];
}

export interface ReportStep {
  step: string;
  batches: number;
  startedAt: string;
  finishedAt: string | null;
  seconds: number | null;
  /** Of a step that runs: how far it is. */
  progress: { done: number; total: number | null } | null;
}

/** A finding as stored: details hold ids and counts. */
export interface FindingRow {
  severity: Severity;
  code: string;
  file: string | null;
  line: number | null;
  column: string | null;
  message: string;
  details: Record<string, unknown>;
}

export interface ReportFinding extends FindingRow {
  /** Whom it is about, as stored now. */
  people: ReportPerson[];
  /** Of a possible change of contact or name: who the student lost and gained, as stored now. */
  contacts: { before: Contact; after: Contact } | null;
}

/** Email and phone are '' if the finding is not about contacts. */
export interface ReportPerson extends Contact {
  /** What the finding says of them: `student`, `guardian`, `before`, `after`, `account`, `into`, `from`, `who` … */
  part: string;
  kind: 'student' | 'guardian' | 'staff' | 'account';
  id: number;
  /** The district's id of a student or guardian; '' where there is none. */
  sisId: string;
  /** A student's school, a guardian's children, a staff member's title, an account's roles. */
  about: string;
}

export interface Contact {
  name: string;
  email: string;
  mobilePhone: string;
}

export interface DryRunChanges {
  /** How many there are of each entity and action. */
  total: { entity: string; action: string; count: number }[];
  /** The first of each. */
  list: DryRunChange[];
  /** All of them, as JSON lines in the blob store. */
  blobId: string;
}

/** What a sync would do to one record. */
export interface DryRunChange {
  entity: string;
  /** `create`, or as in the audit: `update`, `archive`, `restore`, `close`, `reopen`, `merge`, `move`. */
  action: string;
  /** Of the person; of a link, of both. */
  name: string;
  /** Line of the source. */
  line: number | null;
  /** The columns that would change, as stored; of a new record all. */
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}
