import type { Knex } from 'knex';
import { query } from '../../db/sql-files.js';
import { assertRowsUsable, type RowCounts } from '../../guardian-file/index.js';
import { type Held, isHeld } from '../../holds/reasons.js';
import type { RunContext } from '../../runs/context.js';
import type { GuardianCounts } from '../../runs/counts.js';
import type { Execution } from '../../runs/fence.js';
import { fenced, runStep, stepResult } from '../../runs/steps.js';
import { addGuardianCounts } from '../counts.js';
import { type ReconciledFile, reconcileGuardians, reconcileStep } from '../reconcile.js';
import { countStagedGuardianRows, createGuardianStaging, dropGuardianStaging } from '../stage.js';
import { fetchedFile } from './decode.js';
import { type ParseContext, parseStep, stageBatch } from './parse.js';
import { asFailure } from './refused.js';

interface Batch {
  batch: number;
  start_offset: number;
  start_line: number;
  rows: number;
  counts: RowCounts;
}

/**
 * The last step of the guardian part: the whole file's counts must be usable, then the staged rows are merged.
 *
 * @throws SyncFailure `too-many-errors`, `no-rows-left` … and as reconcileGuardians does
 */
export async function applyGuardianFile(
  context: ParseContext,
  run: RunContext,
  execution: Execution,
): Promise<GuardianCounts | Held> {
  const { db } = context;
  const done = await stepResult<GuardianCounts | Held>(db, run, reconcileStep);
  if (done) return done.result;
  const file = await fetchedFile(db, run);
  const batches = await stagedBatches(db, run);
  await restageLost(context, run, execution, batches);
  return asFailure(file.name, async () => {
    const parsed = sum(batches.map(({ counts }) => counts));
    assertRowsUsable(parsed);
    return reconcileFile(db, run, execution, { name: file.name, sha256: file.sha256, parsed });
  });
}

/** The reconcile as a step: once, and again with an answer about what it withheld or why it was held. */
export async function reconcileFile(
  db: Knex,
  run: RunContext,
  execution: Execution,
  file: ReconciledFile,
): Promise<GuardianCounts | Held> {
  const options = { step: reconcileStep, lock: 'scope' } as const;
  return runStep<GuardianCounts | Held>(db, run, execution, options, async (trx, before) => {
    const applied = before === undefined || isHeld(before) ? null : before;
    const result = await reconcileGuardians(trx, run, file, applied !== null);
    return applied && !isHeld(result) ? addGuardianCounts(applied, result) : result;
  });
}

/** Staging is unlogged: a crash of the database empties it, and the logged batches tell. */
async function restageLost(
  context: ParseContext,
  run: RunContext,
  execution: Execution,
  batches: Batch[],
): Promise<void> {
  const expected = batches.reduce((rows, batch) => rows + batch.rows, 0);
  if ((await countStagedGuardianRows(context.db, run)) === expected) return;
  await fenced(context.db, run, execution, 'scope', async (trx) => {
    await dropGuardianStaging(trx, run);
    await createGuardianStaging(trx, run);
    for (const { batch, start_offset: offset, start_line: line } of batches) {
      await stageBatch(trx, context, run, execution, batch, { offset, line });
    }
  });
}

async function stagedBatches(db: Knex, run: RunContext): Promise<Batch[]> {
  return query<Batch>(
    db,
    `select batch, start_offset, start_line, rows, counts from staged_batch
     where district_id = :districtId and run_id = :runId and collection = :parseStep order by batch`,
    { districtId: run.districtId, runId: run.runId, parseStep },
  );
}

function sum(all: RowCounts[]): RowCounts {
  const total: RowCounts = { read: 0, good: 0, error: 0, blank: 0, leftOut: 0 };
  for (const counts of all) {
    for (const name of Object.keys(total) as (keyof RowCounts)[]) total[name] += counts[name];
  }
  return total;
}
