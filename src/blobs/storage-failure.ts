import { SyncFailure } from '../contract/failures.js';

/**
 * The failure for an error of the disk below the blob store. Only the system's error code is kept: flydrive's message
 * holds the path, which says nothing to an admin.
 */
export function storageFailure(error: unknown, doing: 'write' | 'read' | 'remove'): SyncFailure {
  const reason = systemCode(error);
  if (reason === 'ENOSPC' || reason === 'EDQUOT') {
    return new SyncFailure(
      'BlobStoreFull',
      'The blob store has no room left for the received file. Free space or enlarge its disk; the sync goes on by itself once there is room.',
      { retryable: true, details: { reason } },
    );
  }
  return new SyncFailure(
    'BlobStoreUnavailable',
    `The blob store could not ${doing} a stored file (${reason}). Check that its folder or bucket can be reached and that this user may ${doing} there; the sync tries again by itself.`,
    { retryable: true, details: { reason } },
  );
}

function systemCode(error: unknown): string {
  for (let current = error; current instanceof Error; current = current.cause) {
    const code = (current as NodeJS.ErrnoException).code;
    // flydrive wraps the system's error in one whose code starts with E_.
    if (typeof code === 'string' && /^E[A-Z0-9]+$/.test(code)) return code;
  }
  return 'unknown reason';
}
