import { createWriteStream, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SyncFailure } from '../contract/failures.js';
import { fileTrouble } from '../failures/file-system.js';
import type { Cli } from './cli.js';

/**
 * Writes text, however long, to standard output; or to a file, readable by this user alone, which takes its name when it
 * is complete.
 *
 * @returns the file's full path, or null
 * @throws SyncFailure `FileUnwritable`; the interruption
 */
export async function writeOut(
  cli: Cli,
  text: AsyncIterable<string>,
  file: string | undefined,
): Promise<string | null> {
  const signal = cli.io.interrupted;
  if (file === undefined) {
    await pipeline(Readable.from(text), cli.io.out, { signal, end: false });
    return null;
  }
  const target = path.resolve(file);
  const unfinished = path.join(path.dirname(target), `.${path.basename(target)}.part`);
  try {
    await pipeline(Readable.from(text), createWriteStream(unfinished, { mode: 0o600 }), { signal });
    renameSync(unfinished, target);
    return target;
  } catch (error) {
    rmSync(unfinished, { force: true });
    const trouble = fileTrouble(error);
    if (!trouble) throw error;
    throw new SyncFailure(
      'FileUnwritable',
      `${target} can't be written: ${trouble.why}. Choose a folder that you may write to, with room in it.`,
    );
  }
}
