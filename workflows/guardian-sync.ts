import { setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { FilePosition } from '../src/contract/activities.js';
import type { GuardianSyncInput, GuardianSyncResult } from '../src/contract/requests.js';
import { dataActivities, fetchActivities } from './activity-proxies.js';

/**
 * The guardian part of a run: fetch `guardians.csv`, decode it, parse it in batches, reconcile. Every step finds its
 * done-marker when it is called again, so a new execution goes on where the last one stopped. What goes wrong for good
 * fails this workflow with a stable type; all waiting for people is the parent's.
 */
export async function GuardianSync({ scope, runId, waitForFile }: GuardianSyncInput): Promise<GuardianSyncResult> {
  const { fetchGuardianFile } = fetchActivities();
  const { decodeGuardianFile, parseGuardianBatch, reconcileGuardians } = dataActivities();
  const show = (text: string) => setCurrentDetails(`**${scope}** · run ${runId} · ${text}`);

  show('fetching guardians.csv');
  await fetchGuardianFile({ runId, waitForFile });

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

  show(`reconciling ${rows} rows`);
  await reconcileGuardians({ runId });
  show(`done: ${rows} rows in ${batches} batches; attempt ${workflowInfo().attempt}`);
  return { rows, batches };
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.floor((100 * part) / whole);
}
