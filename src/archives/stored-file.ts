import type { BlobManifest } from '../blobs/blob-manifest.js';
import type { BlobStore } from '../blobs/blob-store.js';

/** A file that can be read from any byte on, as often as one likes. */
export interface StoredFile {
  name: string;
  /** Bytes. */
  size: number;
  open(offset?: number): AsyncIterable<Uint8Array>;
}

/** A stored blob as a file. */
export function blobFile(blobs: Pick<BlobStore, 'read'>, manifest: BlobManifest, name: string): StoredFile {
  return { name, size: manifest.size, open: (offset) => blobs.read(manifest, offset) };
}
