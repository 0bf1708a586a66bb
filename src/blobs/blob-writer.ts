import { createHash, randomUUID } from 'node:crypto';
import type { Disk } from 'flydrive';
import type { KeyRing } from '../secrets/key-ring.js';
import type { BlobManifest } from './blob-manifest.js';
import { type ChunkCipher, newChunkCipher } from './chunk-cipher.js';
import { removeBlob, writeChunk } from './chunk-objects.js';

export const CHUNK_BYTES = 1024 * 1024;

/**
 * Writes one blob. Calls follow one another: await each before the next. Nothing refers to the blob before its
 * manifest is stored, so whatever ends without finish() calls abort().
 */
export class BlobWriter {
  readonly id = randomUUID();
  readonly #disk: Disk;
  readonly #cipher: ChunkCipher;
  readonly #wrappedKey: string;
  readonly #hash = createHash('sha256');
  readonly #chunk: Buffer;
  readonly #begin: (id: string) => Promise<void>;
  #filled = 0;
  #chunks = 0;
  #size = 0;

  /** @param begin called before anything is stored */
  constructor(disk: Disk, ring: KeyRing, chunkSize: number, begin: (id: string) => Promise<void> = async () => {}) {
    this.#disk = disk;
    this.#begin = begin;
    ({ cipher: this.#cipher, wrappedKey: this.#wrappedKey } = newChunkCipher(ring, this.id));
    this.#chunk = Buffer.allocUnsafe(chunkSize);
  }

  /**
   * Resolves once the bytes are copied or stored: the caller may use its buffer again.
   *
   * @throws SyncFailure `BlobStoreFull`, `BlobStoreUnavailable`
   */
  async write(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    this.#size += bytes.length;
    for (let from = 0; from < bytes.length; ) {
      // A full chunk is stored when more follows, not before: only then is it known that it isn't the last.
      if (this.#filled === this.#chunk.length) await this.#store(false);
      const part = bytes.subarray(from, from + this.#chunk.length - this.#filled);
      this.#chunk.set(part, this.#filled);
      this.#filled += part.length;
      from += part.length;
    }
  }

  async finish(): Promise<BlobManifest> {
    await this.#store(true);
    return {
      id: this.id,
      size: this.#size,
      sha256: this.#hash.digest('hex'),
      chunkSize: this.#chunk.length,
      chunks: this.#chunks,
      wrappedKey: this.#wrappedKey,
    };
  }

  /** Removes what was written. */
  abort(): Promise<void> {
    return removeBlob(this.#disk, this.id);
  }

  async #store(last: boolean): Promise<void> {
    if (this.#chunks === 0) await this.#begin(this.id);
    const box = this.#cipher.encrypt(this.#chunk.subarray(0, this.#filled), this.#chunks, last);
    await writeChunk(this.#disk, this.id, this.#chunks, box);
    this.#chunks += 1;
    this.#filled = 0;
  }
}
