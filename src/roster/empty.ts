import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import { finding } from '../findings/catalogue.js';
import type { RunContext } from '../runs/context.js';
import type { RunFinding } from '../runs/findings.js';
import { count } from '../words/numbers.js';
import { kinds } from './kinds.js';
import { countActive } from './merge.js';
import type { StagedCounts } from './stage.js';

/**
 * An export that has lost its students is a broken feed, and nobody would notice it: the rest of the roster stays as it
 * is, and is out of date.
 *
 * @returns a warning if there never were any students, or none of them is active
 * @throws SyncFailure `RosterWithoutStudents`
 */
export async function withoutStudents(
  trx: Knex.Transaction,
  run: RunContext,
  staged: StagedCounts | undefined,
): Promise<RunFinding[]> {
  const { rows = 0, errors = 0, incomplete, changesOnly } = staged ?? {};
  if (rows + errors > 0 || incomplete || changesOnly) return [];
  const active = await countActive(trx, run, kinds.students);
  if (active === 0) return [finding('roster-without-students', {})];
  throw new SyncFailure(
    'RosterWithoutStudents',
    `The roster of "${run.scope}" names no students, and ${count(active, 'student')} were there before. Nothing was changed. Check the export, or what the roster source shares.`,
  );
}
