import { setTimeout as delay } from 'node:timers/promises';
import { dailySyncId } from '../../src/contract/ids.js';
import { retryFailed } from '../../src/contract/requests.js';
import { query } from '../../src/db/sql-files.js';
import { requestSync } from '../../src/requests/start-sync.js';
import type { TestSystem } from '../support/system.js';

/** Far beyond what the faults of a night can cost. */
const patienceMs = 10 * 60_000;
const lookMs = 250;

export interface SyncWatch {
  /** The run has ended, or needs attention and waits. */
  isOver(): boolean;
  /** Resolves at the end, with the failures that no fault explains. */
  ended: Promise<string[]>;
}

/**
 * Asks for a sync of the system's scope and follows it to its end through whatever happens: where the run needs
 * attention, the cause is fixed by now and the failed steps are run again.
 *
 * @param explains whether an injected fault explains that the run needs attention with this code
 */
export async function startSync(system: TestSystem, explains: (code: string) => boolean): Promise<SyncWatch> {
  const { requestId } = await requestSync(system.db, system.client, system.queues, {
    scope: system.scope,
    requestedBy: 'chaos',
  });
  let over = false;
  const follow = async () => {
    const unexplained: string[] = [];
    const handle = system.client.workflow.getHandle(dailySyncId(system.scope));
    for (const until = Date.now() + patienceMs; Date.now() < until; await delay(lookMs)) {
      // Servers that are down now are a later look's business.
      const run = await runOf(system, requestId).catch(() => undefined);
      if (!run || run.status === 'running') continue;
      const workflow = await handle.describe().catch(() => undefined);
      if (!workflow) continue;
      if (workflow.status.name !== 'RUNNING') {
        if (workflow.status.name !== 'COMPLETED') unexplained.push(`the workflow ended ${workflow.status.name}`);
        return unexplained;
      }
      if (run.status !== 'needs_attention') continue;
      const code = run.failure_code ?? '';
      if (!explains(code)) unexplained.push(`${code}: ${run.failure_message}`);
      if (unexplained.length > 2) break;
      // Refused where the workflow has not come to its wait yet.
      await handle.executeUpdate(retryFailed, { args: [{ requestedBy: 'chaos' }] }).catch(() => {});
    }
    return [...unexplained, 'it did not end'];
  };
  const ended = follow().finally(() => {
    over = true;
  });
  return { isOver: () => over, ended };
}

async function runOf(
  { db }: TestSystem,
  requestId: string,
): Promise<{ status: string; failure_code: string | null; failure_message: string | null } | undefined> {
  const [run] = await query<{ status: string; failure_code: string | null; failure_message: string | null }>(
    db,
    'select status, failure_code, failure_message from run where request_id = :requestId',
    { requestId },
  );
  return run;
}
