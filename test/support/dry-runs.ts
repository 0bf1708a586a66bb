import { WorkflowFailedError } from '@temporalio/client';
import type { RequestOptions } from '../../src/contract/requests.js';
import { query } from '../../src/db/sql-files.js';
import { requestDryRun } from '../../src/requests/dry-run.js';
import { type RunReport, runReport } from '../../src/runs/report.js';
import type { TestSystem } from './system.js';

/** Starts a dry run, waits for its end and reads its report; one that fails, as the sync would, has a report too. */
export async function dryRun(system: TestSystem, options: Pick<RequestOptions, 'upload'> = {}): Promise<RunReport> {
  const asked = { scope: system.scope, requestedBy: 'the test', ...options };
  const { workflowId, requestId } = await requestDryRun(system.db, system.client, system.queues, asked);
  const ended: unknown = await system.client.workflow
    .getHandle(workflowId)
    .result()
    .catch((error) => error);
  if (ended instanceof Error && !(ended instanceof WorkflowFailedError)) throw ended;
  return reportOf(system, requestId);
}

export async function reportOf({ db }: Pick<TestSystem, 'db'>, requestId: string): Promise<RunReport> {
  const [run] = await query<{ run_id: number }>(db, 'select run_id from run where request_id = :requestId', {
    requestId,
  });
  if (!run) throw new Error('The dry run has no record.');
  return runReport(db, run.run_id);
}
