import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { SyncFailure } from '../contract/failures.js';
import type { StoredFile } from './stored-file.js';
import { type ZipLimits, zipLimits } from './zip.js';

/**
 * What a gzip file holds, unpacked as it is read.
 *
 * @throws SyncFailure `GzipUnsafe` if it unpacks to too much, `GzipDamaged`; what `open` of the file throws
 */
export async function* gunzip(file: StoredFile, limits: ZipLimits = zipLimits): AsyncGenerator<Uint8Array> {
  let packed = 0;
  let unpacked = 0;
  const read = async function* () {
    for await (const chunk of file.open()) {
      packed += chunk.length;
      yield chunk;
    }
  };
  const stream = createGunzip();
  // An error is that of the stream, too, which is read below.
  pipeline(Readable.from(read()), stream, () => {});
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      unpacked += chunk.length;
      if (unpacked > limits.unpackedBytes)
        throw unsafe(file.name, `it would take more than ${limits.unpackedBytes / 1024 ** 3} GiB unpacked`);
      if (unpacked > limits.ratioFromBytes && unpacked > packed * limits.ratio)
        throw unsafe(file.name, `it unpacks to more than ${limits.ratio} times its size, as no CSV file does`);
      yield chunk;
    }
  } catch (error) {
    throw isGzipMistake(error) ? damaged(file.name) : error;
  }
}

/** zlib's errors have a code that starts with Z_. */
function isGzipMistake(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
}

function unsafe(name: string, why: string): SyncFailure {
  return new SyncFailure('GzipUnsafe', `The gzip file was not opened: ${why}.`, {
    reportMessage: `The gzip file ${name} was not opened: ${why}.`,
  });
}

function damaged(name: string): SyncFailure {
  const why = 'it breaks off or holds wrong data. Export it again.';
  return new SyncFailure('GzipDamaged', `The gzip file cannot be read: ${why}`, {
    reportMessage: `The gzip file ${name} cannot be read: ${why}`,
  });
}
