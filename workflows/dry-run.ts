import { ApplicationFailure, CancellationScope, isCancellation } from '@temporalio/workflow';
import type { OpenedRun } from '../src/contract/activities.js';
import type { SyncPart } from '../src/contract/parts.js';
import type { DryRunInput, DryRunResult } from '../src/contract/requests.js';
import type { PartFailure } from '../src/contract/status.js';
import { dataActivities } from './activity-proxies.js';
import { stageAttributes } from './attributes-part.js';
import { DryRunBoard } from './dry-run-board.js';
import { partFailure } from './failures.js';
import { stageFile } from './guardian-sync.js';
import { stageRosterFiles } from './roster-part.js';

/**
 * A dry run of a sync, or of an upload: what the sync would say and change, and nothing changed. Its id is
 * `preview/<scope>/<request>`, next to `daily-sync/<scope>`: it is no writer.
 *
 *   openPreview ─► fetched and staged as in a sync, into tables of its own ─► previewRun: applied in one transaction, the
 *   report read out, rolled back ─► Completed, or Failed as the sync would be
 *
 * It goes out of a sync's way: while one runs, its first and its last step wait; one that starts ends it (PreviewYielded);
 * one that goes on after a person's answer takes the lock from it, and the last step is made again. It asks nobody anything.
 */
export async function PreviewRun({ scope, request }: DryRunInput): Promise<DryRunResult> {
  const board = new DryRunBoard(scope);
  const data = dataActivities();
  const run = await data.openPreview({ scope, request }).catch((error) => {
    throw isCancellation(error) ? error : asTyped(partFailure('accounts', error));
  });
  board.runId = run.runId;
  try {
    const { staged, failures } = await stageParts(run, request.upload !== undefined, board);
    board.stage('preview', 'running', 'applying, to be rolled back');
    const { hasRoster } = run;
    const outcome = await data.previewRun({ runId: run.runId, staged, failures, hasRoster });
    board.stage('preview', 'done', 'nothing was changed');
    board.end(outcome);
    const [failure] = outcome.failures;
    if (failure) throw asTyped(failure);
    return { runId: run.runId, status: outcome.status };
  } catch (error) {
    if (error instanceof ApplicationFailure) throw error;
    const asked = isCancellation(error);
    const failure = partFailure('accounts', error);
    const failures = asked ? [] : [failure];
    const cancelled = asked || failure.code === 'PreviewYielded';
    await CancellationScope.nonCancellable(async () => {
      board.end({ status: cancelled ? 'cancelled' : 'needs_attention', failures });
      await data.closeRun({ runId: run.runId, failures, cancelled });
      await data.finishRun({ runId: run.runId });
    });
    throw asked ? error : asTyped(failure);
  }
}

function asTyped({ message, code }: PartFailure): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, code);
}

/** What the sync would fetch and stage. A part that fails keeps no other from being staged. */
async function stageParts(run: OpenedRun, isUpload: boolean, board: DryRunBoard) {
  const staged: SyncPart[] = [];
  const failures: PartFailure[] = [];
  const attempt = async (part: SyncPart, work: (show: (detail: string) => void) => Promise<unknown>) => {
    try {
      await work((detail) => board.stage(part, 'running', detail));
      board.stage(part, 'done', 'staged');
      staged.push(part);
    } catch (error) {
      const failure = partFailure(part, error);
      if (isCancellation(error) || failure.code === 'PreviewYielded') throw error;
      board.stage(part, 'failed');
      failures.push(failure);
    }
  };
  if (!isUpload && run.rosterCollections.length > 0) await attempt('roster', (show) => stageRosterFiles(run, show));
  if (failures.length > 0 && !run.hasRoster) {
    board.stage('guardians', 'skipped', 'there is no roster yet');
    return { staged, failures };
  }
  if (run.guardiansEnabled) await attempt('guardians', (show) => stageFile(run.runId, null, show));
  if (!isUpload && run.attributesEnabled) await attempt('attributes', (show) => stageAttributes(run.runId, null, show));
  return { staged, failures };
}
