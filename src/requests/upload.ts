import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import type { BlobStore } from '../blobs/blob-store.js';
import type { TaskQueues } from '../contract/queues.js';
import { assertLevel } from '../settings/levels.js';
import type { Scope } from '../settings/scopes.js';
import { requestDryRun } from './dry-run.js';
import { requestSync } from './start-sync.js';
import { storeUpload, type UploadedFile } from './store-upload.js';

interface Asked {
  scope: Scope;
  file: UploadedFile;
  /** Links that the file doesn't name end, as in an automated sync; else it only adds. */
  abandon: boolean;
  dryRun: boolean;
  requestedBy: string;
}

/**
 * Stores a person's file and asks for its sync, or for a dry run of it.
 *
 * @throws SyncFailure `SyncLevelsOverlap`, before the file is read; what storeUpload throws
 */
export async function requestUpload(
  db: Knex,
  client: Client,
  queues: TaskQueues,
  blobs: BlobStore,
  { scope, file, abandon, dryRun, requestedBy }: Asked,
): Promise<{ requestId: string; workflowId: string }> {
  await assertLevel(db, scope);
  const { blobId } = await storeUpload(db, blobs, scope, file);
  const request = { scope: scope.slug, requestedBy, upload: { blobId, abandon } };
  return dryRun
    ? requestDryRun(db, client, queues, request)
    : requestSync(db, client, queues, { ...request, kind: 'upload' });
}
