import type { Disk } from 'flydrive';
import type { KeyRing } from '../secrets/key-ring.js';
import type { BlobManifest } from './blob-manifest.js';
import { damagedBlob, openChunkCipher } from './chunk-cipher.js';
import { readChunk } from './chunk-objects.js';

/** See BlobStore.read. Each chunk is authenticated before any byte of it is given out. */
export async function* readBlob(
  disk: Disk,
  ring: KeyRing,
  manifest: BlobManifest,
  offset: number,
): AsyncGenerator<Uint8Array> {
  const { id, size, chunkSize, chunks } = manifest;
  if (!Number.isSafeInteger(offset) || offset < 0 || offset > size) {
    throw new RangeError(`Offset ${offset} is outside the ${size} bytes of blob ${id}`);
  }
  const cipher = openChunkCipher(ring, id, manifest.wrappedKey);
  for (let index = Math.floor(offset / chunkSize); index < chunks; index++) {
    const last = index === chunks - 1;
    const plain = cipher.decrypt(await readChunk(disk, id, index), index, last);
    if (plain.length !== (last ? size - index * chunkSize : chunkSize)) throw damagedBlob(id, index);
    const skipped = Math.max(0, offset - index * chunkSize);
    if (skipped < plain.length) yield plain.subarray(skipped);
  }
}
