import {
  FINDINGS,
  type FindingKind,
  type FindingOf as Found,
  findingMaker,
  type ParamsOf,
  REFUSALS,
} from '../guardian-file/index.js';
import { accountFindings } from './accounts.js';
import { guardianFindings, skippedRowFindings } from './guardians.js';
import { holdFindings } from './holds.js';
import { levelFindings } from './levels.js';
import { receivedFileFindings } from './received-files.js';
import { removalFindings } from './removals.js';
import { revertFindings } from './reverts.js';
import { rosterFindings } from './roster.js';
import { attributeFindings } from './student-attributes.js';

/** All kinds of findings by subject, in the order of the documents. */
export const findingSubjects = {
  'In the file': FINDINGS,
  'Refusals: the whole file is not applied': REFUSALS,
  'A file that was received': receivedFileFindings,
  'Rows that are skipped': skippedRowFindings,
  'Guardians and links': guardianFindings,
  'Student attributes': attributeFindings,
  Accounts: accountFindings,
  Removals: removalFindings,
  'On hold: nothing was applied': holdFindings,
  Reverts: revertFindings,
  'Change of level': levelFindings,
  Roster: rosterFindings,
} as const satisfies Record<string, Record<string, FindingKind>>;

type Tables = (typeof findingSubjects)[keyof typeof findingSubjects];
type AllOf<Table> = (Table extends unknown ? (table: Table) => void : never) extends (all: infer All) => void
  ? All
  : never;
type Kinds = AllOf<Tables>;

/**
 * Every finding: its severity, what it is about, its sentence, how long it lasts and whom it names. A new one is a row in
 * its subject's table, and whatever finds it.
 */
export const findingKinds = Object.assign({}, ...Object.values(findingSubjects)) as Kinds;

export type FindingCode = keyof Kinds;
export type RosterFindingCode = keyof typeof rosterFindings;
export type FindingParams<Code extends FindingCode> = ParamsOf<Kinds[Code]>;
/** The code of a reason for a hold, as decisions and questions have it. */
export type HoldCode = FindingCode extends infer Code ? (Code extends `held-${infer Reason}` ? Reason : never) : never;

export type Finding = Found<FindingCode>;

export const finding = findingMaker(findingKinds);

/** What the catalogue says of a stored code. Codes that it lacks are those of failures: a step went wrong. */
export function findingKind(code: string): FindingKind {
  return Object.hasOwn(findingKinds, code) ? findingKinds[code as FindingCode] : failureKind;
}

const failureKind: FindingKind = { severity: 'error', about: 'run', sentence: '' };

/** The codes of the kinds that have a property, such as `lasts`. */
export function codesThat(has: (kind: FindingKind) => boolean): FindingCode[] {
  return (Object.keys(findingKinds) as FindingCode[]).filter((code) => has(findingKinds[code]));
}
