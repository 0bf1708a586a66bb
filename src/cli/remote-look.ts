import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import { type FileLook, lookAtFile } from '../guardians/file/look.js';
import { blobStoreFromEnv } from '../main/environment.js';
import { notingBlobs } from '../runs/begun-blobs.js';
import type { Scope } from '../settings/scopes.js';
import { fetchFile } from '../sftp/fetch-file.js';
import type { RemoteFile } from '../sftp/remote-file.js';
import { withSftp } from '../sftp/session.js';
import type { SftpTarget } from '../sftp/target.js';
import type { Cli } from './cli.js';
import { ProgressLine } from './progress-line.js';
import { bytes, counted, number } from './text.js';

/** Fetches the guardian file, encrypted and for this look alone; the connection's test is good also where that fails. */
export async function lookAtRemoteFile(
  cli: Cli,
  db: Knex,
  scope: Scope,
  target: SftpTarget,
  file: RemoteFile,
): Promise<{ check: FileLook | null; problem: string | null }> {
  const signal = cli.io.interrupted;
  const progress = new ProgressLine(cli.io.err);
  try {
    const blobs = notingBlobs(db, (await blobStoreFromEnv()).blobs);
    const { maxFileBytes } = scope.settings.guardians;
    const onProgress = (done: number) => progress.update(`Fetching ${file.name}`, bytes(done));
    const { manifest } = await withSftp(
      target,
      (session) => fetchFile(session, file, blobs, { signal, onProgress, maxBytes: maxFileBytes }),
      { signal },
    );
    try {
      progress.update('Checking its rows');
      return { check: await lookAtFile(db, blobs, scope, { name: file.name, manifest }, signal), problem: null };
    } finally {
      await blobs.remove(manifest);
    }
  } catch (error) {
    if (!(error instanceof SyncFailure)) throw error;
    return { check: null, problem: error.reportMessage };
  } finally {
    progress.end();
  }
}

export function lookText({ counts, refusal, students, held }: FileLook): string[] {
  const { named, known } = students;
  const lines = refusal ? [`It would be refused (${refusal.code}): ${refusal.message}`] : [];
  if (named > 0) {
    const rate = `${((known / named) * 100).toFixed(1)} %`;
    lines.push(`Match rate: ${number(known)} of ${counted(named, 'student')} named are in the roster (${rate})`);
  }
  if (held) lines.push(`It would be held: ${held}`);
  lines.push(`Rows: ${number(counts.read)} read, ${number(counts.error)} in error. A dry run tells more.`);
  return lines;
}
