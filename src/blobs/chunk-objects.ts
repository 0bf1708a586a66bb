import type { Disk } from 'flydrive';
import { SyncFailure } from '../contract/failures.js';
import { storageFailure } from './storage-failure.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Spread over 256 folders: one with a million entries makes a backup or a listing crawl. */
function blobFolder(id: string): string {
  // The id becomes a path that is removed as a whole; one that is no UUID must never get that far.
  if (!UUID.test(id)) throw new TypeError('A blob id is a lower-case UUID');
  return `${id.slice(0, 2)}/${id}`;
}

function chunkKey(id: string, index: number): string {
  return `${blobFolder(id)}/${index}`;
}

/** @throws SyncFailure `BlobStoreFull`, `BlobStoreUnavailable` */
export async function writeChunk(disk: Disk, id: string, index: number, box: Uint8Array): Promise<void> {
  try {
    await disk.put(chunkKey(id, index), box);
  } catch (error) {
    throw storageFailure(error, 'write');
  }
}

/** @throws SyncFailure `BlobMissing`, `BlobStoreUnavailable` */
export async function readChunk(disk: Disk, id: string, index: number): Promise<Uint8Array> {
  const key = chunkKey(id, index);
  try {
    return await disk.getBytes(key);
  } catch (error) {
    // Every driver names a missing object differently, so the store is asked.
    if (await disk.exists(key).catch(() => true)) throw storageFailure(error, 'read');
    throw new SyncFailure(
      'BlobMissing',
      `Part ${index + 1} of the stored file ${id} is gone from the blob store. Restore the blob store from a backup, or run the sync again to fetch the file again.`,
      { details: { blob: id, chunk: index } },
    );
  }
}

/** @throws SyncFailure `BlobStoreUnavailable` */
export async function removeBlob(disk: Disk, id: string): Promise<void> {
  const folder = blobFolder(id);
  try {
    await disk.deleteAll(folder);
  } catch (error) {
    throw storageFailure(error, 'remove');
  }
}
