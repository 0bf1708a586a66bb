import type { BlobManifest } from '../blobs/blob-manifest.js';
import type { BlobStore } from '../blobs/blob-store.js';
import { SyncFailure } from '../contract/failures.js';
import { type FilePurpose, stillWriting, tooLarge } from './file-failures.js';
import type { RemoteFile } from './remote-file.js';
import type { DownloadOptions, SftpSession } from './session.js';

/**
 * Waits and sees that nobody writes the file.
 *
 * @param sleep resolves after that many milliseconds; give one that a cancel ends.
 * @returns the file as it is after the quiet period.
 * @throws SyncFailure `GuardianFileStillWriting` or `RosterStillWriting` (retryable) if size or time changed.
 */
export async function assertQuiet(
  session: SftpSession,
  file: RemoteFile,
  quietSeconds: number,
  sleep: (ms: number) => Promise<unknown>,
  purpose: FilePurpose = 'GuardianFile',
): Promise<RemoteFile> {
  const before = await statAgain(session, file, purpose);
  await sleep(quietSeconds * 1000);
  const after = await statAgain(session, file, purpose);
  if (isChanged(before, after)) {
    throw stillWriting(purpose, file.name, `its size or time changed within ${quietSeconds} seconds`);
  }
  return after;
}

export interface FetchOptions extends DownloadOptions {
  purpose?: FilePurpose;
  /** Largest file taken, bytes. */
  maxBytes?: number;
}

/**
 * Downloads a file into the blob store and makes sure that it did not change meanwhile.
 *
 * @returns the stored blob, and the file as the server shows it afterwards.
 * @throws SyncFailure `GuardianFileTooLarge`, `GuardianFileStillWriting` (retryable; or `Roster…` by purpose), and what
 *   SftpSession and BlobStore throw. Nothing is left in the blob store then.
 */
export async function fetchFile(
  session: SftpSession,
  file: RemoteFile,
  store: BlobStore,
  options: FetchOptions = {},
): Promise<{ manifest: BlobManifest; remote: RemoteFile }> {
  const { purpose = 'GuardianFile', maxBytes = Number.POSITIVE_INFINITY, ...download } = options;
  const before = await statAgain(session, file, purpose);
  if (before.size !== null && before.size > maxBytes) throw tooLarge(purpose, file.name, maxBytes);
  const writer = store.create();
  try {
    let received = 0;
    const sink = async (chunk: Buffer) => {
      received += chunk.length;
      // The server may not tell the size, or the file may grow.
      if (received > maxBytes) throw tooLarge(purpose, file.name, maxBytes);
      await writer.write(chunk);
    };
    const { bytes } = await stillThere(session.download(file.path, sink, download), file, purpose);
    const remote = await statAgain(session, file, purpose);
    if (remote.size !== null && remote.size !== bytes) {
      throw stillWriting(purpose, file.name, `${bytes} bytes were received, and now it has ${remote.size}`);
    }
    if (isChanged(before, remote)) throw stillWriting(purpose, file.name, 'it was changed while it was received');
    return { manifest: await writer.finish(), remote };
  } catch (error) {
    // The reason why it failed matters more than a leftover in the store.
    await writer.abort().catch(() => {});
    throw error;
  }
}

function statAgain(session: SftpSession, file: RemoteFile, purpose: FilePurpose): Promise<RemoteFile> {
  return stillThere(session.stat(file.path), file, purpose);
}

/** A file that was listed and is gone is being replaced. */
async function stillThere<T>(answer: Promise<T>, file: RemoteFile, purpose: FilePurpose): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof SyncFailure && error.code === 'SftpPathMissing') {
      throw stillWriting(purpose, file.name, 'it went away while we looked');
    }
    throw error;
  }
}

function isChanged(before: RemoteFile, after: RemoteFile): boolean {
  return before.size !== after.size || before.modifiedAt?.getTime() !== after.modifiedAt?.getTime();
}
