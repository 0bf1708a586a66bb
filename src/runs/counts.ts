import { type KindOf, kindsOf } from '../contract/parts.js';

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

/**
 * Also of guardians and links, if students went or came back and their families with them. That counts under students for
 * the threshold.
 */
export type RosterCounts = Record<KindOf<'roster'>, EntityCounts> & Partial<FamilyCounts>;

export type FamilyCounts = Record<KindOf<'guardians'>, EntityCounts>;

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

/**
 * What a run did to each kind of records but accounts, of all its parts: as many as the changes that it lists. Families end
 * with their students, which the roster counts, and by their own file.
 */
export function countsByKind({
  roster,
  guardians,
  attributes,
}: {
  roster: RosterCounts | null;
  guardians: GuardianCounts | null;
  attributes: AttributeCounts | null;
}): Record<string, EntityCounts> {
  const counts: Record<string, EntityCounts> = { ...roster };
  for (const kind of kindsOf('guardians')) {
    const [own, followed] = [guardians?.[kind], roster?.[kind]];
    if (own) counts[kind] = followed ? alsoEnded(own, followed) : own;
  }
  if (attributes) counts.studentAttributes = attributes.studentAttributes;
  return counts;
}

function alsoEnded(own: EntityCounts, { archived, restored }: EntityCounts): EntityCounts {
  return { ...own, archived: own.archived + archived, restored: own.restored + restored };
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
