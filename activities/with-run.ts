import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { SyncFailure } from '../src/contract/failures.js';
import { loadRun, type RunContext } from '../src/runs/context.js';
import { recordFailure } from '../src/runs/failure-finding.js';
import type { Execution } from '../src/runs/fence.js';
import { enterRun } from '../src/syncs/reopen.js';
import type { ActivityDependencies } from './dependencies.js';

const heartbeatMs = 1000 * Number(process.env.DAILYSYNC_HEARTBEAT_SECONDS ?? 3);

/** A step of a run: the fence taken, heartbeats sent while it works, a failure that a person must fix reported. */
export async function withRun<Result>(
  dependencies: ActivityDependencies,
  input: { runId: number },
  work: (run: RunContext, execution: Execution) => Promise<Result>,
): Promise<Result> {
  const { db, client } = dependencies;
  return aroundRun(dependencies, input, async (run, execution) => {
    const reopened = await enterRun(db, run, currentExecution(client));
    return work(reopened ? await loadRun(db, run.runId) : run, execution);
  });
}

/** What opens or closes a run by itself: the fence is its own transaction's. */
export async function aroundRun<Result>(
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
  const { workflowExecution, activityId, attempt } = activityInfo();
  const { workflowId, runId } = workflowExecution ?? { workflowId: '', runId: '' };
  const openParent = async () => {
    const { parentExecution } = await client.workflow.getHandle(workflowId, runId).describe();
    return parentExecution?.workflowId ? openExecution(client, parentExecution.workflowId) : null;
  };
  return {
    workflowId,
    temporalRunId: runId,
    signal: cancellationSignal(),
    activity: { id: activityId, attempt },
    openParent,
    isOpen: async () => {
      const current = await openExecution(client, workflowId);
      if (current?.temporalRunId !== runId) return false;
      // A child that was reset after its parent's end works for nobody: no one would close the run.
      return !current.isChild || (await openParent()) !== null;
    },
  };
}

async function openExecution(
  client: Client,
  workflowId: string,
): Promise<{ workflowId: string; temporalRunId: string; isChild: boolean } | null> {
  try {
    const { status, runId, parentExecution } = await client.workflow.getHandle(workflowId).describe();
    return status.name === 'RUNNING' ? { workflowId, temporalRunId: runId, isChild: Boolean(parentExecution) } : null;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}
