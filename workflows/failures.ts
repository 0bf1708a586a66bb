import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure, rootCause } from '@temporalio/workflow';
import type { SyncPart } from '../src/contract/parts.js';
import type { PartFailure } from '../src/contract/status.js';

/** The cause of a failed part, as the activity's translation point wrote it. */
export function partFailure(part: SyncPart, error: unknown): PartFailure {
  const cause = innermost(error);
  if (cause instanceof ApplicationFailure) {
    return { part, code: cause.type ?? 'Unexpected', message: cause.message, permanent: cause.nonRetryable === true };
  }
  const message = `The step did not end in its time: ${rootCause(error) ?? 'no cause known'}.`;
  return { part, code: 'TimedOut', message, permanent: false };
}

function innermost(error: unknown): unknown {
  if ((error instanceof ActivityFailure || error instanceof ChildWorkflowFailure) && error.cause)
    return innermost(error.cause);
  return error;
}
