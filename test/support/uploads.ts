import { randomUUID } from 'node:crypto';
import type { SyncRequest } from '../../src/contract/requests.js';
import { requestSync } from '../../src/requests/start-sync.js';
import { storeUpload } from '../../src/requests/store-upload.js';
import { findScope } from '../../src/settings/scopes.js';
import type { TestSystem } from './system.js';

/** A file stored for the system's scope, as `dailysync upload` does. @returns its blob's id */
export async function storeFile({ db, blobs, scope }: TestSystem, content: string): Promise<string> {
  async function* bytes() {
    yield Buffer.from(content);
  }
  const upload = { name: 'families.csv', modifiedAt: null, content: bytes() };
  return (await storeUpload(db, blobs, await findScope(db, scope), upload)).blobId;
}

/** Stored and asked for. @returns the request */
export async function requestUpload(
  system: TestSystem,
  content: string,
  { abandon = false }: { abandon?: boolean } = {},
): Promise<Required<Omit<SyncRequest, 'revert'>> & { kind: 'upload' }> {
  const upload = { blobId: await storeFile(system, content), abandon };
  const request = { kind: 'upload', requestedBy: 'Ada Admin', requestId: randomUUID(), upload } as const;
  await requestSync(system.db, system.client, system.queues, { scope: system.scope, ...request });
  return request;
}
