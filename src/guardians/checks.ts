import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import { query } from '../db/sql-files.js';
import type { RunContext } from '../runs/context.js';
import type { GuardianRowCounts } from '../runs/counts.js';
import type { ParsedCounts } from './counts.js';

/** Until an admin can decide about removals: a larger share of the open links is not ended. */
const removalShare = 0.2;
const removalMinimum = 5;
const errorShare = 0.2;
/** Until an admin can decide: ids with rows of different names are those of households above this share and number. */
const householdShare = 0.01;
const householdMinimum = 10;

/** @throws SyncFailure `NoStudentKnown` */
export async function assertStudentsKnown(trx: Knex.Transaction, run: RunContext): Promise<void> {
  const [row] = await query<{ rows: boolean; students: boolean; known: boolean }>(
    trx,
    `select exists (select from file_row) as rows, exists (select from known_student) as students,
       exists (select from file_row where student_id is not null) as known`,
  );
  if (row?.known) return;
  const field = run.settings.roster.studentIdField;
  let what = `None of the file's students is in the roster of ${run.scope}: file and roster are not of one district, or the setting "Student ID" (now ${field}) is wrong.`;
  if (!row?.students) what = `The roster of ${run.scope} has no active student with an id, so no row can be matched.`;
  else if (!row.rows) what = `No row of the file is left to match with the roster of ${run.scope}.`;
  throw new SyncFailure(
    'NoStudentKnown',
    `${what} Nothing was changed. Check that the ids in studentSisId are those of the roster, then start the sync again.`,
  );
}

/**
 * Rows of one id are one guardian, so a household's id in the place of a person's would make one person of two parents.
 *
 * @throws SyncFailure `HouseholdIds`
 */
export async function assertPersonalIds(trx: Knex.Transaction): Promise<void> {
  const [row] = await query<{ several: number; ids: number }>(
    trx,
    `select (select count(*) from several_names) as several, (select count(*) from (select distinct sis_id from file_row where sis_id is not null) as all_ids) as ids`,
  );
  const { several, ids } = row ?? { several: 0, ids: 0 };
  if (several < householdMinimum || several <= ids * householdShare) return;
  throw new SyncFailure(
    'HouseholdIds',
    `${several} of ${ids} ids in guardianSisId stand on rows of different names: they seem to be ids of households, not of persons. Nothing was changed. Send an id of each person, or map the column away in the settings, so that guardians are told apart by name and contact.`,
    { details: { several, ids } },
  );
}

/**
 * The parser refuses a file with too many rows in error; ids shared by different people add to them.
 *
 * @throws SyncFailure `TooManyRowsInError`
 */
export async function assertUsable(trx: Knex.Transaction, parsed: ParsedCounts): Promise<void> {
  const [row] = await query<{ shared: number }>(
    trx,
    'select count(*) as shared from file_row join shared_id using (sis_id)',
  );
  const shared = row?.shared ?? 0;
  const read = parsed.read - parsed.blank;
  const error = parsed.error + shared;
  if (shared === 0 || error <= read * errorShare) return;
  throw new SyncFailure(
    'TooManyRowsInError',
    `${error} of ${read} rows are in error, more than 20 %, ${shared} of them because their guardianSisId stands on rows of different people. Nothing was changed. If the column holds the id of a household, map it away; else give each person an id in the SIS.`,
    { details: { error, read, shared } },
  );
}

/** @throws SyncFailure `TooManyRemovals` */
export async function assertRemovalsFew(trx: Knex.Transaction, run: RunContext): Promise<void> {
  const [row] = await query<{ ending: number; open: number }>(
    trx,
    `select (select count(*) from ending_link where reason <> 'student') as ending,
       (select count(*) from guardian_link l
        join student s on s.district_id = l.district_id and s.student_id = l.student_id
        where l.district_id = :districtId and l.scope_id = :scopeId and l.archived_at is null
          and s.archived_at is null) as open`,
    { districtId: run.districtId, scopeId: run.scopeId },
  );
  const { ending, open } = row ?? { ending: 0, open: 0 };
  if (ending < removalMinimum || ending <= open * removalShare) return;
  const percent = Math.round((ending / open) * 1000) / 10;
  throw new SyncFailure(
    'TooManyRemovals',
    `${ending} of the ${open} links between students and guardians of ${run.scope} (${percent} %) are not in the file; more than 20 % are never ended at once. Nothing was changed. Check that the export is complete, then start the sync again.`,
    { details: { ending, open, percent } },
  );
}

/** @throws SyncFailure `RowsDontAddUp` */
export function assertRowsAddUp(rows: GuardianRowCounts): void {
  const { read, ...parts } = rows;
  const sum = Object.values(parts).reduce((total, part) => total + part, 0);
  if (sum === read) return;
  throw new SyncFailure(
    'RowsDontAddUp',
    `${read} rows were read but ${sum} are accounted for, so the file was not wholly staged. Nothing was changed; start the sync again.`,
    { details: { ...rows } },
  );
}
