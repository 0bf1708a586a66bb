import { SyncFailure } from '../contract/failures.js';
import { guardianFile } from '../guardians/file/kind.js';
import { type FileLook, lookAtFile } from '../guardians/file/look.js';
import { type Unpacked, unpackFile } from '../guardians/file/unpack.js';
import { notingBlobs } from '../runs/begun-blobs.js';
import type { Scope } from '../settings/scopes.js';
import { fetchFile } from '../sftp/fetch-file.js';
import type { RemoteFile } from '../sftp/remote-file.js';
import { withSftp } from '../sftp/session.js';
import type { SftpTarget } from '../sftp/target.js';
import type { ConnectionContext } from './context.js';

/** Fetches the guardian file, encrypted and for this look alone; the connection's test is good also if that fails. */
export async function lookAtRemoteFile(
  { db, openBlobs, signal, onReceived }: ConnectionContext,
  scope: Scope,
  target: SftpTarget,
  file: RemoteFile,
): Promise<{ check: FileLook | null; problem: string | null }> {
  try {
    const blobs = notingBlobs(db, await openBlobs());
    const { maxFileBytes } = scope.settings.guardians;
    const onProgress = (done: number) => onReceived(file.name, done);
    const { manifest } = await withSftp(
      target,
      (session) => fetchFile(session, file, blobs, { signal, onProgress, maxBytes: maxFileBytes }),
      { signal },
    );
    const received = { name: file.name, manifest };
    let unpacked: Unpacked | null = null;
    try {
      onReceived(file.name, null);
      unpacked = await unpackFile(guardianFile, blobs, received, scope.settings, signal);
      return { check: await lookAtFile(db, blobs, scope, unpacked ?? received, signal), problem: null };
    } finally {
      for (const each of [received, unpacked]) if (each) await blobs.remove(each.manifest);
    }
  } catch (error) {
    if (!(error instanceof SyncFailure)) throw error;
    return { check: null, problem: error.reportMessage };
  }
}
