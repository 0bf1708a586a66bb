import { setCurrentDetails, sleep, workflowInfo } from '@temporalio/workflow';
import type { FilePosition } from '../src/contract/activities.js';
import type { GuardianSyncInput, GuardianSyncResult } from '../src/contract/requests.js';
import { dataActivities, fetchActivities } from './activity-proxies.js';
import { partFailure } from './failures.js';

/**
 * The guardian part of a run: fetch `guardians.csv`, decode it, parse it in batches, reconcile. Every step finds its
 * done-marker when it is called again, so a new execution goes on where the last one stopped. What goes wrong for good
 * fails this workflow with a stable type; waiting for people is the parent's.
 */
export async function GuardianSync({
  scope,
  runId,
  waitForFileMinutes,
}: GuardianSyncInput): Promise<GuardianSyncResult> {
  const { reconcileGuardians, reopenRun } = dataActivities();
  const waitUntil = waitForFileMinutes > 0 ? workflowInfo().startTime.getTime() + waitForFileMinutes * 60_000 : null;
  const show = (text: string) => setCurrentDetails(`**${scope}** · run ${runId} · ${text}`);

  for (;;) {
    try {
      const result = await stageFile(runId, waitUntil, show);
      show(`reconciling ${result.rows} rows`);
      const { held = false } = await reconcileGuardians({ runId });
      if (held) {
        show('held: nothing was applied, the run waits for an answer');
        return { ...result, held };
      }
      show(`done: ${result.rows} rows in ${result.batches} batches`);
      return result;
    } catch (error) {
      const stillWriting = partFailure('guardians', error).code === 'file-truncated';
      if (!stillWriting || waitUntil === null || Date.now() > waitUntil) throw error;
      show('the file breaks off: it is still being written, and read anew in 15 minutes');
      await sleep('15 minutes', { summary: 'Until guardians.csv is complete' });
      await reopenRun({ runId, forget: ['guardians'] });
    }
  }
}

/** From SFTP, or the uploaded file, to the staging table. @param waitUntil epoch milliseconds; null: a missing file fails */
export async function stageFile(
  runId: number,
  waitUntil: number | null,
  show: (text: string) => void,
): Promise<GuardianSyncResult> {
  const { decodeGuardianFile, parseGuardianBatch } = dataActivities();

  show('fetching guardians.csv');
  await fetchActivities().fetchGuardianFile({ runId, waitUntil });

  show('decoding');
  const file = await decodeGuardianFile({ runId });

  let rows = 0;
  let batches = 0;
  for (let start: FilePosition | null = file.start; start !== null; batches += 1) {
    show(`parsing batch ${batches + 1}: ${percent(start.offset, file.bytes)} %, ${rows} rows so far`);
    const batch = await parseGuardianBatch({ runId, batch: batches, start });
    rows += batch.rows;
    start = batch.next;
  }
  return { rows, batches };
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.floor((100 * part) / whole);
}
