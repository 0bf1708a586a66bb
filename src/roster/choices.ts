import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import { nothingGoesToday } from '../removals/quiet-day.js';
import type { RunContext } from '../runs/context.js';
import type { Silence } from './merge.js';
import type { RosterCollection } from './model.js';

/** What the settings choose about records that went or would go, on what the source gives. */

/** Leaves archived classrooms out of `desired_classrooms` where they are not to come back. */
export async function leaveArchived(
  trx: Knex.Transaction,
  run: RunContext,
  collection: RosterCollection,
): Promise<void> {
  if (collection !== 'classrooms' || run.settings.roster.unarchiveClassrooms) return;
  await query(
    trx,
    `delete from desired_classrooms d using classroom t
     where t.district_id = :districtId and t.scope_id = :scopeId and t.source_id = d.source_id and t.archived_at is not null`,
    { districtId: run.districtId, scopeId: run.scopeId },
  );
}

/**
 * Takes out of `gone` what the settings keep: students where those who left are not archived, and everything on a quiet
 * day, unless the source gives changes alone: then it waits for an answer. What a person has said is to go goes all the
 * same, and so does what hangs on archived records.
 */
export async function keepByChoice(
  trx: Knex.Transaction,
  run: RunContext,
  collection: RosterCollection,
  silence: Silence,
): Promise<void> {
  const keepsAll = collection === 'students' && !run.settings.roster.archiveStudents;
  const isQuiet = silence !== 'unchanged' && nothingGoesToday(run) !== null;
  if (!keepsAll && !isQuiet) return;
  await query(trx, `delete from gone where not hangs and (not is_withheld or decision is distinct from 'archive')`);
}
