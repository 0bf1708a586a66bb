import { type Client, ServiceError, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { SyncFailure } from '../contract/failures.js';

const ANSWER_MS = 20_000;

/**
 * Sends an update and waits for its answer.
 *
 * @param refusal what is thrown if no such workflow runs or it doesn't take the update now
 * @throws SyncFailure `NoWorker` if nobody answers; `TemporalUnreachable`
 */
export async function askWorkflow(client: Client, refusal: SyncFailure, ask: () => Promise<string>): Promise<string> {
  try {
    return await client.withDeadline(Date.now() + ANSWER_MS, ask);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || error instanceof WorkflowUpdateFailedError) throw refusal;
    if (isDeadline(error)) {
      throw new SyncFailure(
        'NoWorker',
        'No worker answered. Start "dailysync up" or "dailysync worker", then try again.',
      );
    }
    if (isUnavailable(error)) {
      throw new SyncFailure('TemporalUnreachable', 'Temporal does not answer. Try again when it is back.');
    }
    throw error;
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof ServiceError && (error.cause as { code?: unknown } | undefined)?.code === 14;
}

function isDeadline(error: unknown): boolean {
  const kind = (error as Error).name;
  const code = error instanceof ServiceError ? (error.cause as { code?: unknown } | undefined)?.code : undefined;
  return kind === 'WorkflowUpdateRPCTimeoutOrCancelledError' || code === 4;
}
