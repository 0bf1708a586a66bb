import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';

/** Where a Reset goes back to: that workflow task and all after it are done again. */
export type ResetPoint = 'first task' | 'task that started the child' | 'first task after the child started';

type History = temporal.api.history.v1.IHistoryEvent[];
type Execution = { workflowId: string; runId?: string };

/**
 * Resets a workflow as the Temporal UI does. Signals and updates that came after the point are given to the new
 * execution again.
 *
 * @returns the new execution's Temporal run id
 */
export async function resetTo(client: Client, { workflowId, runId }: Execution, point: ResetPoint): Promise<string> {
  const handle = client.workflow.getHandle(workflowId, runId);
  const events = (await handle.fetchHistory()).events ?? [];
  const { runId: newRunId } = await client.workflowService.resetWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId, runId: runId ?? (await handle.describe()).runId },
    reason: 'the test',
    requestId: randomUUID(),
    workflowTaskFinishEventId: taskAt(events, point),
  });
  return newRunId;
}

/** @returns the event id, of type WorkflowTaskCompleted */
function taskAt(events: History, point: ResetPoint): History[number]['eventId'] {
  const completed = (event: History[number]) => Boolean(event.workflowTaskCompletedEventAttributes);
  const childStarted = events.findIndex((event) => event.childWorkflowExecutionStartedEventAttributes);
  const found =
    point === 'first task'
      ? events.find(completed)?.eventId
      : point === 'first task after the child started'
        ? events.slice(childStarted).find(completed)?.eventId
        : events.find((event) => event.startChildWorkflowExecutionInitiatedEventAttributes)
            ?.startChildWorkflowExecutionInitiatedEventAttributes?.workflowTaskCompletedEventId;
  if (!found || (point !== 'first task' && childStarted < 0)) throw new Error(`The history has no "${point}".`);
  return found;
}
