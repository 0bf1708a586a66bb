import { SyncFailure } from '../contract/failures.js';

export const yielded = 'PreviewYielded';

/** A dry run goes out of a sync's way: waits while one runs, ends when one starts. */
export function dryRunYielded(scope: string): SyncFailure {
  return new SyncFailure(
    yielded,
    `A sync of "${scope}" has begun, so this dry run ended: it would tell of a directory that no longer exists. Start it again when the sync is done.`,
  );
}

/** While a sync runs. @param again whether the step is tried again by itself */
export function dryRunWaits(scope: string, again: boolean): SyncFailure {
  const what = again
    ? 'The dry run goes on when it is done.'
    : 'The dry run has waited long enough; start it again when the sync is done.';
  return new SyncFailure(yielded, `A sync of "${scope}" is running. ${what}`, {
    retryable: again,
    ...(again ? { retryAfterSeconds: 5 } : {}),
  });
}
