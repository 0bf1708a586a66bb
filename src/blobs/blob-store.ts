import { Disk } from 'flydrive';
import { FSDriver } from 'flydrive/drivers/fs';
import type { DriverContract } from 'flydrive/types';
import type { KeyRing } from '../secrets/key-ring.js';
import type { BlobManifest } from './blob-manifest.js';
import { readBlob } from './blob-reader.js';
import { BlobWriter, CHUNK_BYTES } from './blob-writer.js';
import { removeBlob } from './chunk-objects.js';

/**
 * Files as received, encrypted: a manifest plus one object a chunk, so that reading starts in the middle.
 *
 * Failures: `BlobStoreFull` and `BlobStoreUnavailable` (both retryable), `BlobMissing`, `BlobDamaged`, `KeyUnknown`.
 */
export interface BlobStore {
  /** @param begin called with the blob's id before anything of it is stored */
  create(begin?: (id: string) => Promise<void>): BlobWriter;
  /**
   * The plaintext from byte `offset` on, a chunk at a time.
   *
   * @throws RangeError for an offset outside 0..size.
   */
  read(manifest: BlobManifest, offset?: number): AsyncIterable<Uint8Array>;
  /** Removing what is gone already is no error. */
  remove(manifest: Pick<BlobManifest, 'id'>): Promise<void>;
}

/**
 * @param storage `root` is a folder, made when first written to; any flydrive driver (S3) goes in its place.
 * @param chunkSize bytes of plaintext in a chunk of the blobs written from now on.
 */
export function openBlobStore(
  storage: { root: string } | { driver: DriverContract },
  keyRing: KeyRing,
  chunkSize: number = CHUNK_BYTES,
): BlobStore {
  const driver = 'driver' in storage ? storage.driver : new FSDriver({ location: storage.root, visibility: 'private' });
  const disk = new Disk(driver);
  return {
    create: (begin) => new BlobWriter(disk, keyRing, chunkSize, begin),
    read: (manifest, offset = 0) => readBlob(disk, keyRing, manifest, offset),
    remove: (manifest) => removeBlob(disk, manifest.id),
  };
}
