import path from 'node:path';
import { SyncFailure } from '../contract/failures.js';
import type { UploadedFile } from '../requests/store-upload.js';
import { percent } from '../words/numbers.js';
import type { Io } from './cli.js';
import { readLocalFile, statLocalFile } from './local-file.js';
import { ProgressLine } from './progress-line.js';

/**
 * A file of this machine as an upload, with progress on standard error while it is read.
 *
 * @throws SyncFailure `FileUnreadable`, also if it changes while it is read
 */
export function openUpload(file: string, io: Io): UploadedFile {
  const { size, mtime, mtimeMs } = statLocalFile(file);
  async function* content(): AsyncGenerator<Uint8Array> {
    const line = new ProgressLine(io.err);
    let read = 0;
    try {
      for await (const bytes of readLocalFile(file, 0, io.interrupted)) {
        yield bytes;
        read += bytes.length;
        line.update('Storing the file', percent(Math.min(100, Math.floor((read / size) * 100))));
      }
    } finally {
      line.end();
    }
    const after = statLocalFile(file);
    if (read === after.size && after.mtimeMs === mtimeMs) return;
    throw new SyncFailure(
      'FileUnreadable',
      `${file} was changed while it was read. Upload it when no other program is writing to it.`,
    );
  }
  return { name: path.basename(file), modifiedAt: mtime, content: content() };
}
