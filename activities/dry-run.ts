import { activityInfo } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { DataActivities } from '../src/contract/activities.js';
import { dailySyncId } from '../src/contract/ids.js';
import { dryRun } from '../src/dry-runs/dry-run.js';
import { assertNoSync } from '../src/dry-runs/yield.js';
import { dryRunStep } from '../src/runs/report/dry-run.js';
import { findScope } from '../src/settings/scopes.js';
import { openRun } from '../src/syncs/open.js';
import type { ActivityDependencies } from './dependencies.js';
import { progressOf } from './progress.js';
import { currentExecution, whileHeartbeating, withRun } from './with-run.js';

/** How long a dry run waits for a sync that runs. */
const patienceMs = 60 * 60_000;

/** A dry run's first and last step; what is between is the sync's own. */
export function dryRunActivities(
  dependencies: ActivityDependencies,
): Pick<DataActivities, 'openPreview' | 'previewRun'> {
  const { db, blobs, client, rowsPerBatch } = dependencies;
  const watch = (scope: string) => ({
    syncIsOpen: async () => {
      try {
        const { status } = await client.workflow.getHandle(dailySyncId(scope)).describe();
        return status.name === 'RUNNING';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    },
    patient: Date.now() - activityInfo().scheduledTimestampMs < patienceMs,
  });
  return {
    openPreview: ({ scope: slug, request }) =>
      whileHeartbeating(async () => {
        const scope = await findScope(db, slug);
        await assertNoSync(db, { ...scope, scope: slug }, watch(slug));
        return openRun(db, slug, request, currentExecution(client));
      }),
    previewRun: (input) =>
      withRun(dependencies, input, (run, execution) => {
        const onProgress = progressOf(db, run, dryRunStep);
        return dryRun({ db, blobs, rowsPerBatch, onProgress, ...watch(run.scope) }, run, execution, input);
      }),
  };
}
