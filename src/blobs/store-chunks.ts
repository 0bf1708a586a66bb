import type { BlobManifest } from './blob-manifest.js';
import type { BlobStore } from './blob-store.js';

/**
 * What is read of `chunks`, as a blob; where reading or storing fails, nothing of it is left in the store.
 *
 * @throws what `chunks` throws; SyncFailure `BlobStoreFull`, `BlobStoreUnavailable`
 */
export async function storeChunks(blobs: BlobStore, chunks: AsyncIterable<Uint8Array>): Promise<BlobManifest> {
  const writer = blobs.create();
  try {
    for await (const chunk of chunks) await writer.write(chunk);
    return await writer.finish();
  } catch (error) {
    // The reason why it failed matters more than a leftover in the store.
    await writer.abort().catch(() => {});
    throw error;
  }
}
