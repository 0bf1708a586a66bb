import type { Knex } from 'knex';
import { assertRowsUsable } from '../../guardian-file/index.js';
import type { RunContext } from '../../runs/context.js';
import type { GuardianCounts } from '../../runs/counts.js';
import type { Execution } from '../../runs/fence.js';
import { type Held, isHeld } from '../../runs/held.js';
import { runStep, stepResult } from '../../runs/steps.js';
import { addGuardianCounts } from '../counts.js';
import { type ReconciledFile, reconcileGuardians, reconcileStep } from '../reconcile.js';
import { fetchedFile } from './decode.js';
import { guardianFile } from './kind.js';
import { decodedFile, type ParseContext, parseFile } from './parse.js';
import { asFailure } from './refused.js';
import { appliedBefore } from './same-as-before.js';
import { stagedCounts } from './staged.js';

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
  const decoded = await decodedFile(guardianFile, db, run);
  if (decoded.sameAsRun !== undefined) {
    const counts = await appliedBefore(db, run, execution);
    if (counts) return counts;
    await parseFile(guardianFile, context, run, execution);
  }
  const file = await stagedFile(context, run, execution);
  return asFailure(file.name, () => reconcileFile(db, run, execution, file));
}

/** The staged file; what a crash of the database emptied is staged again before. @throws as applyGuardianFile does */
export async function stagedFile(
  context: ParseContext,
  run: RunContext,
  execution: Execution,
): Promise<ReconciledFile> {
  const { name, sha256, isPartial = false } = await fetchedFile(guardianFile, context.db, run);
  const { header } = await decodedFile(guardianFile, context.db, run);
  const parsed = await stagedCounts(guardianFile, context, run, execution);
  await asFailure(name, async () => assertRowsUsable(parsed));
  const hasPhoneTypes = header.people?.some(({ phones }) => phones !== undefined) ?? false;
  return { name, sha256, parsed, isPartial, hasPhoneTypes };
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
