import { type KindOf, kindsOf } from '../contract/parts.js';
import type { RunFinding } from '../runs/findings.js';
import type { Fields } from './columns.js';
import type { FamilyRow } from './guardians/model.js';

/**
 * The common roster: what every source (OneRoster CSV and REST, Clever, ClassLink) gives its rows as. Texts are cleaned
 * (NFC, trimmed, white space collapsed), '' where the source has none, KEPT for what is to stay as stored; ids are the
 * source's own, byte for byte.
 */
interface SourceRow {
  sourceId: string;
  /** Line of the file; null for a source without lines. */
  line: number | null;
}

export interface SchoolRow extends SourceRow, Fields<'schools'> {}

export interface TermRow extends SourceRow, Fields<'terms'> {}

export interface ClassroomRow extends SourceRow, Fields<'classrooms'> {
  schoolSourceId: string;
  /** null: as stored. */
  termSourceIds: readonly string[] | null;
}

interface PersonRow extends SourceRow {
  /**
   * In the source's order: the first is the main one. May name organizations that are no schools. null: as stored, of a
   * person who is stored and active; nobody else comes of such a row.
   */
  schoolSourceIds: readonly string[] | null;
}

export interface StudentRow extends PersonRow, Fields<'students'> {
  /** What the setting STUDENT ID means, if that is not the source id. */
  studentId?: string;
  /** Every other id field that the source gives, by its name there. null: as stored. */
  otherIds: Readonly<Record<string, string>> | null;
}

export interface StaffRow extends PersonRow, Fields<'staff'> {}

export interface EnrollmentRow extends SourceRow, Fields<'enrollments'> {
  classSourceId: string;
  userSourceId: string;
  isPrimary: boolean;
}

export interface RosterRows {
  schools: SchoolRow;
  terms: TermRow;
  classrooms: ClassroomRow;
  students: StudentRow;
  staff: StaffRow;
  enrollments: EnrollmentRow;
}

export type RosterCollection = KindOf<'roster'>;

/** In the order in which they are staged and applied: what a row refers to comes first. */
export const rosterCollections: readonly RosterCollection[] = kindsOf('roster');

/** A row that can't be used. Its record, if its id could be read, is not taken for absent. */
export interface RosterErrorRow {
  line: number | null;
  /** '' where it can't be read: then nothing of the collection is taken for absent. */
  sourceId: string;
}

export interface RosterBatch<Row> {
  /** The file that lines are of; null for a source without files. */
  file: string | null;
  rows: Row[];
  errors: RosterErrorRow[];
  findings: RunFinding[];
  /** Rows that say that their record is gone, and rows of kinds that are not synced. */
  leftOut: number;
  /** `read` goes on after this batch from here; null after the last one. */
  cursor: string | null;
  /** Why the collection may not be whole, a sentence for the admin: what it doesn't name is not taken for absent then. */
  incomplete?: string;
  /** The source gives changes alone: what the collection doesn't name has not changed. */
  changesOnly?: true;
  /** Ids of records that it says are gone: what refers to them is no mistake. */
  gone?: readonly string[];
  /** Ids of records that it says are gone, where it gives changes alone; the threshold watches them as it does absence. */
  removed?: readonly string[];
}

/**
 * One roster to read from. Adding a source means implementing this in a folder of its own.
 *
 * A collection that ends (its last batch has cursor null) was read whole: a source that can't be sure of that says so in
 * `incomplete` of any of its batches, or throws a SyncFailure, since what it didn't see would be taken for absent.
 */
export interface RosterSource {
  /** @param from a cursor of an earlier batch, to go on after it */
  read<C extends RosterCollection>(collection: C, from?: string): AsyncIterable<RosterBatch<RosterRows[C]>>;
  /** Who is whose guardian, where the source says so ("Allow sync to manage guardians"). */
  guardians?(): AsyncIterable<RosterBatch<FamilyRow>>;
}
