import type { Knex } from 'knex';
import type { BlobStore } from '../../blobs/blob-store.js';
import type { RunContext } from '../../runs/context.js';
import type { Execution } from '../../runs/fence.js';
import { recordFindings } from '../../runs/findings.js';
import { type FetchedFile, saveBlob } from '../../runs/received-files.js';
import { runStep, stepResult } from '../../runs/steps.js';
import { untilDeadline } from '../../sftp/deadline.js';
import { assertQuiet, fetchFile } from '../../sftp/fetch-file.js';
import { withSftp } from '../../sftp/session.js';
import type { SftpTarget } from '../../sftp/target.js';
import { findFile } from './find.js';
import type { FileKind } from './kind.js';
import { notRefreshed } from './refreshed.js';
import { contentOf, saveUnpacked, unpackFile } from './unpack.js';

export interface FetchContext {
  db: Knex;
  blobs: BlobStore;
  target: SftpTarget;
  /** Called with the host key that the server showed, once logged in. */
  pin(hostKey: string): Promise<void>;
  /** Resolves after that many milliseconds, or throws when the activity is canceled. */
  sleep(ms: number): Promise<unknown>;
  onProgress(bytes: number): void;
  /** How long until a file that is not there yet is looked for again; 15 minutes if absent. */
  lookAgainSeconds?: number | undefined;
}

/**
 * SFTP to blob store: the file as received, once nobody writes it any more.
 *
 * @param waitUntil epoch milliseconds until which a missing or unfinished file is waited for; null: not at all
 * @throws SyncFailure as src/sftp and src/blobs do
 */
export async function receiveFile<Row extends object>(
  kind: FileKind<Row>,
  context: FetchContext,
  run: RunContext,
  execution: Execution,
  waitUntil: number | null,
): Promise<FetchedFile> {
  const done = await stepResult<FetchedFile>(context.db, run, kind.steps.fetch);
  if (done) return done.result;
  return untilDeadline(waitUntil, () => download(kind, context, run, execution), context.lookAgainSeconds);
}

async function download<Row extends object>(
  kind: FileKind<Row>,
  { db, blobs, target, pin, sleep, onProgress }: FetchContext,
  run: RunContext,
  execution: Execution,
) {
  const { guardians, sftp } = run.settings;
  const { purpose } = kind;
  const step = kind.steps.fetch;
  const startedAt = new Date();
  const signal = execution.signal ? { signal: execution.signal } : {};
  return withSftp(
    target,
    async (session) => {
      await pin(session.hostKey);
      const { file, notices } = findFile(kind, run.settings, await session.list(sftp.path));
      const quiet = await assertQuiet(session, file, guardians.quietSeconds, sleep, purpose);
      const { manifest, remote } = await fetchFile(session, quiet, blobs, {
        ...signal,
        purpose,
        onProgress,
        maxBytes: guardians.maxFileBytes,
      });
      const { modifiedAt } = remote;
      const received = { name: file.name, manifest };
      const unpacked = await unpackFile(kind, blobs, received, run.settings, execution.signal).catch(async (error) => {
        await blobs.remove(manifest).catch(() => {});
        throw error;
      });
      const fetched: FetchedFile = {
        ...contentOf(received, unpacked),
        path: file.path,
        modifiedAt: modifiedAt?.toISOString() ?? null,
      };
      const stored = await runStep(db, run, execution, { step, lock: 'scope', startedAt }, async (trx) => {
        await saveBlob(trx, run, { purpose: kind.part, name: file.name, manifest, modifiedAt });
        if (unpacked) await saveUnpacked(trx, run, kind, unpacked);
        const stale = await notRefreshed(trx, run, { part: kind.part, step }, { ...fetched, modifiedAt });
        await recordFindings(trx, run, step, [...notices, ...stale]);
        return fetched;
      });
      // Another attempt was quicker; its file counts.
      if (stored.blobId !== fetched.blobId) {
        for (const each of [manifest, unpacked?.manifest]) if (each) await blobs.remove(each);
      }
      return stored;
    },
    signal,
  );
}
