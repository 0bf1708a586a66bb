import { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';
import type { StoredFile } from './stored-file.js';

/** The directory of a ZIP is read by yauzl in steps of a few bytes; a file chunk may cost a decryption of 1 MiB. */
const BLOCK_BYTES = 256 * 1024;

/** Lets yauzl read a ZIP anywhere without holding it in memory. */
export class FileReader extends RandomAccessReader {
  readonly #file: StoredFile;
  #block: { start: number; bytes: Buffer } = { start: 0, bytes: Buffer.alloc(0) };

  constructor(file: StoredFile) {
    super();
    this.#file = file;
  }

  /** Bytes from `start` to before `end`. */
  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(range(this.#file, start, end), { objectMode: false });
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#fill(buffer, offset, length, position).then(
      () => callback(null),
      (error) => callback(error),
    );
  }

  async #fill(buffer: Buffer, offset: number, length: number, position: number): Promise<void> {
    const { start, bytes } = this.#block;
    if (position < start || position + length > start + bytes.length) {
      const end = Math.min(this.#file.size, position + Math.max(length, BLOCK_BYTES));
      const parts: Uint8Array[] = [];
      for await (const part of range(this.#file, position, end)) parts.push(part);
      this.#block = { start: position, bytes: Buffer.concat(parts) };
    }
    const from = position - this.#block.start;
    const copied = this.#block.bytes.copy(buffer, offset, from, from + length);
    if (copied < length) throw new Error('unexpected end of file');
  }
}

async function* range(file: StoredFile, start: number, end: number): AsyncGenerator<Uint8Array> {
  let left = end - start;
  if (left <= 0) return;
  for await (const chunk of file.open(start)) {
    yield chunk.length > left ? chunk.subarray(0, left) : chunk;
    left -= chunk.length;
    if (left <= 0) return;
  }
}
