import type { KindOf } from '../contract/parts.js';

/** What a run did to the records of one kind. `read` counts rows of the source. */
export interface EntityCounts {
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  skipped: number;
  archived: number;
  restored: number;
  /** What a threshold, or rows in error, kept from being archived and waits for an answer. */
  triedToArchive?: TriedToArchive;
}

/** What the report shows as "Tried to Archive". */
export interface TriedToArchive {
  count: number;
  percent: number;
}

export const noCounts: EntityCounts = {
  read: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  skipped: 0,
  archived: 0,
  restored: 0,
};

export type RosterCounts = Record<KindOf<'roster'>, EntityCounts>;

/**
 * The rows of a guardian file add up: read = applied + unchanged + skipped + error + duplicate + leftOut + blank.
 * `applied` rows created, changed or restored something.
 */
export interface GuardianRowCounts {
  read: number;
  applied: number;
  unchanged: number;
  skipped: number;
  error: number;
  duplicate: number;
  leftOut: number;
  blank: number;
}

export interface GuardianCounts {
  rows: GuardianRowCounts;
  guardians: EntityCounts;
  guardianLinks: EntityCounts;
  /** Distinct students of the file, and how many of them the roster knows. */
  students: { named: number; known: number };
}

export interface AttributeCounts {
  rows: GuardianRowCounts;
  /** Values: one is a student's text of one attribute. */
  studentAttributes: EntityCounts;
  /** Distinct students of the file, and how many of them the roster knows. */
  students: { named: number; known: number };
}

export interface AccountCounts {
  created: number;
  updated: number;
  closed: number;
  reopened: number;
  merged: number;
}

/** A part that ran again with an answer: what both times came to, so that the report tells of the whole run. */
export function addedUp(first: EntityCounts, second: EntityCounts): EntityCounts {
  const changed = first.created + first.updated + first.restored;
  return {
    ...second,
    created: first.created + second.created,
    updated: first.updated + second.updated,
    restored: first.restored + second.restored,
    archived: first.archived + second.archived,
    unchanged: second.unchanged - changed,
  };
}
