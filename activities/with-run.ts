import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { SyncFailure } from '../src/contract/failures.js';
import { loadRun, type RunContext } from '../src/runs/context.js';
import { recordFailure } from '../src/runs/failure-finding.js';
import type { Execution } from '../src/runs/fence.js';
import type { ActivityDependencies } from './dependencies.js';

const heartbeatMs = 3000;

/** A step of a run: its context loaded, heartbeats sent while it works, a failure that a person must mend reported. */
export async function withRun<Result>(
  { db, client }: ActivityDependencies,
  { runId }: { runId: number },
  work: (run: RunContext, execution: Execution) => Promise<Result>,
): Promise<Result> {
  return whileHeartbeating(async () => {
    const run = await loadRun(db, runId);
    try {
      return await work(run, currentExecution(client));
    } catch (error) {
      if (error instanceof SyncFailure && !error.retryable)
        await recordFailure(db, run, activityInfo().activityType, error);
      throw error;
    }
  });
}

/** On a timer: a long SQL statement has nothing of its own to say, and must be cancellable all the same. */
export async function whileHeartbeating<Result>(work: () => Promise<Result>): Promise<Result> {
  const timer = setInterval(() => heartbeat(), heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** The Temporal execution that this activity belongs to: what the fence is about. */
export function currentExecution(client: Client): Execution {
  const { workflowId, runId } = activityInfo().workflowExecution ?? { workflowId: '', runId: '' };
  return {
    workflowId,
    temporalRunId: runId,
    signal: cancellationSignal(),
    isOpen: async () => {
      try {
        const current = await client.workflow.getHandle(workflowId).describe();
        return current.runId === runId && current.status.name === 'RUNNING';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    },
  };
}
