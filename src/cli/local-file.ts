import { createReadStream, type Stats, statSync } from 'node:fs';
import { SyncFailure } from '../contract/failures.js';
import { fileTrouble } from '../failures/file-system.js';

export const CHUNK_BYTES = 256 * 1024;

/** @throws SyncFailure `FileUnreadable` if the path does not name a plain file */
export function statLocalFile(file: string): Stats {
  let stat: Stats;
  try {
    stat = statSync(file);
  } catch (error) {
    throw unreadable(file, error);
  }
  if (stat.isDirectory()) throw new SyncFailure('FileUnreadable', `${file} is a folder. Name the file in it.`);
  if (!stat.isFile()) throw new SyncFailure('FileUnreadable', `${file} is not a plain file.`);
  return stat;
}

/** The file's bytes from an offset on. @throws SyncFailure `FileUnreadable` */
export async function* readLocalFile(file: string, start: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file, { start, highWaterMark: CHUNK_BYTES, signal });
  } catch (error) {
    throw asUnreadable(file, error);
  }
}

/** What the operating system says of a file in a person's words; any other error as it is. */
export function asUnreadable(file: string, error: unknown): unknown {
  return typeof (error as NodeJS.ErrnoException).syscall === 'string' ? unreadable(file, error) : error;
}

export function unreadable(file: string, error: unknown): SyncFailure {
  const why = fileTrouble(error)?.why ?? 'it cannot be read';
  return new SyncFailure('FileUnreadable', `${file}: ${why}. Check the path.`);
}
