import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { executeChild } from '@temporalio/workflow';
import type { OpenedRun } from '../src/contract/activities.js';
import { guardianSyncId } from '../src/contract/ids.js';
import { scopeAttributes, syncSummary } from '../src/contract/search-attributes.js';
import { dataActivities } from './activity-proxies.js';
import type { Board } from './board.js';
import { GuardianSync } from './guardian-sync.js';

/** Runs the child GuardianSync. A Reset of the parent may have left an old child open under the fixed id: it is retired first. */
export async function runGuardianSync(scope: string, run: OpenedRun, board: Board): Promise<void> {
  if (!run.guardiansEnabled) return;
  board.stage('guardians', 'running');
  const { waitForFileMinutes, lookAgainSeconds } = run;
  const start = () =>
    executeChild(GuardianSync, {
      workflowId: guardianSyncId(scope),
      args: [{ scope, runId: run.runId, waitForFileMinutes, ...(lookAgainSeconds ? { lookAgainSeconds } : {}) }],
      typedSearchAttributes: scopeAttributes(scope, run.names, 'running'),
      staticSummary: syncSummary('Guardian sync', run.names),
    });
  const result = await start().catch(async (error) => {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    await dataActivities().retireOrphan({ workflowId: guardianSyncId(scope) });
    return start();
  });
  const read = result.batches === 0 ? 'the same file as before' : `${result.rows} rows in ${result.batches} batches`;
  const detail = result.held ? 'held: nothing applied' : read;
  board.stage('guardians', result.held ? 'waiting' : 'done', detail);
}
