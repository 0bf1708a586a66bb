import { setTimeout as delay } from 'node:timers/promises';
import { dailySyncId } from '../../src/contract/ids.js';
import { type DailySyncResult, progress } from '../../src/contract/requests.js';
import type { SyncStatus } from '../../src/contract/status.js';
import { query } from '../../src/db/sql-files.js';
import { requestSync } from '../../src/requests/start-sync.js';
import type { TestSystem } from './system.js';

export interface RunRow {
  run_id: number;
  status: SyncStatus;
  failure_code: string | null;
  failure_message: string | null;
  requested_by: string;
  counts: Record<string, never>;
}

/** Asks for a sync and waits for the end of the workflow, over continue-as-new. */
export async function syncToEnd(system: TestSystem): Promise<DailySyncResult> {
  await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'the test' });
  return system.client.workflow.getHandle(dailySyncId(system.scope)).result();
}

/** Asks for a sync and waits until the run needs attention. */
export async function syncToAttention(system: TestSystem): Promise<RunRow> {
  await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'the test' });
  await until(
    async () =>
      (await system.client.workflow.getHandle(dailySyncId(system.scope)).query(progress)).status === 'needs_attention',
  );
  return lastRun(system);
}

/** Asks for a sync and waits until it asks something, or needs attention. @returns the status then */
export async function syncToQuestion(system: TestSystem): Promise<SyncStatus> {
  await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'the test' });
  const status = async () => (await system.client.workflow.getHandle(dailySyncId(system.scope)).query(progress)).status;
  await until(async () => ['threshold', 'held', 'needs_attention'].includes(await status()));
  return status();
}

export async function runsOf({ db, scope }: TestSystem): Promise<RunRow[]> {
  return query<RunRow>(
    db,
    `select r.run_id, r.status, r.failure_code, r.failure_message, r.requested_by, r.counts
     from run r join scope s using (district_id, scope_id) where s.slug = :scope order by r.run_id`,
    { scope },
  );
}

export async function lastRun(system: TestSystem): Promise<RunRow> {
  const run = (await runsOf(system)).at(-1);
  if (!run) throw new Error('The scope has no run.');
  return run;
}

/** Polls a condition; the test's own time limit is the bound. Errors of the condition count as "not yet". */
export async function until(condition: () => Promise<boolean>, everyMs = 100): Promise<void> {
  for (;;) {
    if (await condition().catch(() => false)) return;
    await delay(everyMs);
  }
}
