import { setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { GuardianSyncInput, GuardianSyncResult } from '../src/contract/requests.js';
import { dataActivities, fetchActivities } from './activity-proxies.js';
import { stageInBatches, untilComplete } from './file-steps.js';

const fileName = 'guardians.csv';

/**
 * The guardian part of a run: fetch `guardians.csv`, decode it, parse it in batches, reconcile. Every step finds its
 * done-marker when it is called again, so a new execution goes on where the last one stopped. What goes wrong for good
 * fails this workflow with a stable type; waiting for people is the parent's.
 */
export async function GuardianSync({
  scope,
  runId,
  waitForFileMinutes,
  lookAgainSeconds,
}: GuardianSyncInput): Promise<GuardianSyncResult> {
  const waitUntil = waitForFileMinutes > 0 ? workflowInfo().startTime.getTime() + waitForFileMinutes * 60_000 : null;
  const show = (text: string) => setCurrentDetails(`**${scope}** · run ${runId} · ${text}`);

  const wait = { waitUntil, lookAgainSeconds };
  return untilComplete({ part: 'guardians', name: fileName, runId }, wait, show, async () => {
    const result = await stageFile(runId, waitUntil, show);
    if (result.batches > 0) show(`reconciling ${result.rows} rows`);
    const { held = false } = await dataActivities().reconcileGuardians({ runId });
    if (held) {
      show('held: nothing was applied, the run waits for an answer');
      return { ...result, held };
    }
    show(`done: ${result.rows} rows in ${result.batches} batches`);
    return result;
  });
}

/** From SFTP, or the uploaded file, to the staging table. @param waitUntil epoch milliseconds; null: a missing file fails */
export async function stageFile(
  runId: number,
  waitUntil: number | null,
  show: (text: string) => void,
): Promise<GuardianSyncResult> {
  const { decodeGuardianFile, parseGuardianBatch } = dataActivities();
  const { fetchGuardianFile } = fetchActivities();
  const steps = { name: fileName, fetch: fetchGuardianFile, decode: decodeGuardianFile, parse: parseGuardianBatch };
  return stageInBatches(steps, runId, waitUntil, show);
}
