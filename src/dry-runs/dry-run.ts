import type { Knex } from 'knex';
import { accountsStep, assignAccounts } from '../accounts/assign.js';
import type { BlobManifest } from '../blobs/blob-manifest.js';
import type { DryRunOutcome, DryRunParts } from '../contract/activities.js';
import { SyncFailure } from '../contract/failures.js';
import { inOrder, partsOf, type SyncPart, stepsOf } from '../contract/parts.js';
import type { PartFailure } from '../contract/status.js';
import { lockDistrictForDryRun } from '../db/locks.js';
import { planAsUsual } from '../db/set-based.js';
import { toSyncFailure } from '../failures/translate.js';
import { stagedFile } from '../guardians/file/apply.js';
import type { ParseContext } from '../guardians/file/parse.js';
import { type ReconciledFile, reconcileGuardians, reconcileStep } from '../guardians/reconcile.js';
import { applyRoster, applyStep } from '../roster/apply.js';
import { restageLost } from '../roster/files/stage.js';
import type { RunContext } from '../runs/context.js';
import { recordFailure } from '../runs/failure-finding.js';
import type { Execution } from '../runs/fence.js';
import { saveBlob } from '../runs/received-files.js';
import { dryRunStep, type StoredDryRun } from '../runs/report/dry-run.js';
import { runReport } from '../runs/report.js';
import { fenced, stepResult, stepWithin } from '../runs/steps.js';
import { type AppliedFile, applyAttributes, applyStep as attributesStep } from '../student-attributes/apply.js';
import { stagedFile as stagedAttributes } from '../student-attributes/apply-file.js';
import { closeRun, finishRun } from '../syncs/close.js';
import { storeChanges } from './changes.js';
import { putRecord, type TakenRecord, takeRecord } from './record.js';
import { assertNoSync } from './yield.js';

/** The steps whose records outlive the rollback. */
const rehearsed = partsOf('sync').map((part) => stepsOf(part).apply);
/** Of each code, the findings that the report keeps with the people as they would be. */
const findingsPerCode = 100;

export interface DryRunContext extends ParseContext {
  /** Whether the scope's DailySync is open; a run that was ended from outside may still say that it runs. */
  syncIsOpen(): Promise<boolean>;
  /** Whether this attempt, if a sync runs, is followed by another. */
  patient: boolean;
}

/** A staged file, or why it can't be used; null where there is none. */
interface Prepared {
  parts: DryRunParts;
  guardians: ReconciledFile | SyncFailure | null;
  attributes: AppliedFile | SyncFailure | null;
}
type Seen = { taken: TakenRecord; manifest: BlobManifest; stored: StoredDryRun };

/** Ends a transaction that has served its purpose. */
class RolledBack extends Error {}

/**
 * The end of a dry run: what is staged is applied in one transaction, by what the sync itself calls; the report and the
 * changes are read out; the transaction is rolled back, and the report stored with the run's record.
 *
 * @throws SyncFailure `PreviewYielded` while a sync of the scope runs
 */
export async function dryRun(
  context: DryRunContext,
  run: RunContext,
  execution: Execution,
  parts: DryRunParts,
): Promise<DryRunOutcome> {
  const { db, blobs } = context;
  const done = await stepResult<StoredDryRun>(db, run, dryRunStep);
  if (done) return done.result.outcome;
  const prepared = await prepare(context, run, execution, parts);
  const { taken, manifest, stored } = await rehearse(context, run, execution, prepared);
  const { outcome } = await fenced(db, run, execution, 'scope', (trx) =>
    stepWithin(trx, run, { step: dryRunStep }, async () => {
      await putRecord(trx, blobs, run, taken);
      await saveBlob(trx, run, { purpose: 'preview', name: `changes-${run.runId}.jsonl`, manifest, modifiedAt: null });
      await finishRun(trx, run);
      return stored;
    }),
  );
  await blobs.remove(taken.findings).catch(() => {});
  return outcome;
}

/** What a crash of the database emptied is staged again. */
async function prepare(
  context: DryRunContext,
  run: RunContext,
  execution: Execution,
  parts: DryRunParts,
): Promise<Prepared> {
  if (parts.staged.includes('roster')) await restageLost(context, run, execution);
  const staged = (part: SyncPart) => parts.staged.includes(part);
  const guardians = staged('guardians') ? await stagedFile(context, run, execution).catch(ofThePart) : null;
  const attributes = staged('attributes') ? await stagedAttributes(context, run, execution).catch(ofThePart) : null;
  return { parts, guardians, attributes };
}

async function rehearse(
  context: DryRunContext,
  run: RunContext,
  execution: Execution,
  prepared: Prepared,
): Promise<Seen> {
  let seen: Seen | undefined;
  try {
    await fenced(context.db, run, execution, 'everything', async (trx) => {
      await assertNoSync(trx, run, context);
      const failures = await applyParts(trx, run, prepared);
      const { status } = await closeRun(trx, run, failures, false);
      const report = await runReport(trx, run.runId, { findingsPerCode });
      const { changes, manifest } = await storeChanges(trx, context.blobs, run, report.counts);
      const taken = await takeRecord(trx, context.blobs, run, rehearsed);
      seen = { taken, manifest, stored: { outcome: { status, failures }, findings: report.findings, changes } };
      throw new RolledBack();
    });
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
  }
  return seen!;
}

/** As the workflow of the sync would: a part that fails keeps no other from being applied. */
async function applyParts(
  trx: Knex.Transaction,
  run: RunContext,
  { parts: { staged, failures, hasRoster }, guardians, attributes }: Prepared,
): Promise<PartFailure[]> {
  const all = [...failures];
  const attempt = async <Result>(part: SyncPart, step: string, apply: (trx: Knex.Transaction) => Promise<Result>) => {
    try {
      await trx.transaction((inner) => stepWithin(inner, run, { step }, () => apply(inner)));
    } catch (error) {
      const failure = ofThePart(error);
      if (error instanceof SyncFailure) await recordFailure(trx, run, step, error);
      all.push({ part, code: failure.code, message: failure.message, permanent: true });
    }
    // A part's working tables and settings go with the end of its transaction; here that is not yet.
    await trx.raw('discard temp');
    await planAsUsual(trx);
  };
  if (staged.includes('roster')) await attempt('roster', applyStep, (inner) => applyRoster(inner, run));
  const noRoster = !hasRoster && all.some(({ part }) => part === 'roster');
  if (guardians && !noRoster)
    await attempt('guardians', reconcileStep, async (inner) => reconcileGuardians(inner, run, usable(guardians)));
  if (attributes && !noRoster)
    await attempt('attributes', attributesStep, async (inner) => applyAttributes(inner, run, usable(attributes)));
  await lockDistrictForDryRun(trx, run.districtId);
  await attempt('accounts', accountsStep, (inner) => assignAccounts(inner, run));
  return inOrder(all);
}

/** What only a person can mend belongs to the report; the rest is tried again. */
function ofThePart(error: unknown): SyncFailure {
  const failure = toSyncFailure(error);
  if (failure.retryable) throw error;
  return failure;
}

function usable<File>(file: File | SyncFailure): File {
  if (file instanceof SyncFailure) throw file;
  return file;
}
