import type { BlobStore } from '../../blobs/blob-store.js';
import { stepsOf } from '../../contract/parts.js';
import { finding } from '../../findings/catalogue.js';
import type { FetchContext } from '../../guardians/file/fetch.js';
import { isNamedInSettings } from '../../guardians/file/find.js';
import type { RunContext } from '../../runs/context.js';
import type { Execution } from '../../runs/fence.js';
import { type RunFinding, recordFindings } from '../../runs/findings.js';
import { saveBlob } from '../../runs/received-files.js';
import { runStep, stepResult } from '../../runs/steps.js';
import { untilDeadline } from '../../sftp/deadline.js';
import { assertQuiet, fetchFile } from '../../sftp/fetch-file.js';
import type { RemoteFile } from '../../sftp/remote-file.js';
import { findRosterFiles, type RosterFiles } from '../../sftp/roster-files.js';
import { type SftpSession, withSftp } from '../../sftp/session.js';
import { nextInOrder, type Received, unreadOf } from './in-order.js';

/** The roster's files as received: one ZIP, or the set's files. */
export interface FetchedRoster {
  files: { blobId: string; name: string; size: number }[];
}

const step = stepsOf('roster').fetch;

/**
 * SFTP to blob store: the scope's OneRoster set, once nobody writes it any more.
 *
 * @param waitUntil epoch milliseconds until which a missing or unfinished set is waited for; null: not at all
 */
export async function fetchRoster(
  context: FetchContext,
  run: RunContext,
  execution: Execution,
  waitUntil: number | null,
): Promise<FetchedRoster> {
  const done = await stepResult<FetchedRoster>(context.db, run, step);
  if (done) return done.result;
  return untilDeadline(waitUntil, () => download(context, run, execution), context.lookAgainSeconds);
}

async function download(context: FetchContext, run: RunContext, execution: Execution): Promise<FetchedRoster> {
  const { db, blobs, target, pin } = context;
  const startedAt = new Date();
  const signal = execution.signal ? { signal: execution.signal } : {};
  return withSftp(
    target,
    async (session) => {
      await pin(session.hostKey);
      const found = findRosterFiles(await session.list(run.settings.roster.path ?? run.settings.sftp.path), (name) =>
        isNamedInSettings(name, run.settings),
      );
      const { received, findings } = await receiveNext(context, session, run, execution, found);
      const files = received.map(({ remote, manifest: { id, size } }) => ({ blobId: id, name: remote.name, size }));
      // Where this fails the blobs stay: the database may have committed before the connection broke.
      const stored = await runStep(db, run, execution, { step, lock: 'scope', startedAt }, async (trx) => {
        for (const { remote, manifest } of received) {
          await saveBlob(trx, run, { purpose: 'roster', name: remote.name, manifest, modifiedAt: remote.modifiedAt });
        }
        await recordFindings(trx, run, step, findings);
        return { files };
      });
      // Another attempt was quicker; its files count.
      if (stored.files[0]?.blobId !== files[0]?.blobId) await removeAll(blobs, received);
      return stored;
    },
    signal,
  );
}

/** The set that is next: of ZIPs of changes alone the oldest that was not read yet. */
async function receiveNext(
  context: FetchContext,
  session: SftpSession,
  run: RunContext,
  execution: Execution,
  found: RosterFiles,
): Promise<{ received: Received[]; findings: RunFinding[] }> {
  const receiveAll = (files: RemoteFile[]) => receive(context, session, run, execution, files);
  const findings = found.notices;
  const received = await receiveAll(found.kind === 'zip' ? [found.file] : found.files);
  const [newest] = received;
  if (found.kind === 'files' || !newest) return { received, findings };
  const all = [...received];
  try {
    const unread = await unreadOf(context.db, run, found.older);
    const { next, later } = await nextInOrder(context.blobs, newest, unread, async (file) => {
      const more = await receiveAll([file]);
      all.push(...more);
      return more[0]!;
    });
    if (later.length === 0) return { received, findings };
    await removeAll(context.blobs, later);
    const names = later.map(({ remote }) => remote.name).reverse();
    const waiting = finding('roster-changes-waiting', {}, { taken: next.remote.name, names: names.join(', ') });
    return { received: [next], findings: [waiting] };
  } catch (error) {
    await removeAll(context.blobs, all);
    throw error;
  }
}

/** A leftover in the store matters less than what failed. */
async function removeAll(blobs: BlobStore, received: Received[]): Promise<void> {
  await Promise.allSettled(received.map(({ manifest }) => blobs.remove(manifest)));
}

/** The quiet period is waited for once, over all files together. */
async function receive(
  { blobs, sleep, onProgress }: FetchContext,
  session: SftpSession,
  run: RunContext,
  execution: Execution,
  files: RemoteFile[],
): Promise<Received[]> {
  const { quietSeconds, maxFileBytes } = run.settings.guardians;
  const settled = sleep(quietSeconds * 1000);
  const quiet = await Promise.all(
    files.map((file) => assertQuiet(session, file, quietSeconds, () => settled, 'Roster')),
  );
  const received: Received[] = [];
  let bytes = 0;
  try {
    for (const file of quiet) {
      const before = bytes;
      const options = {
        ...(execution.signal ? { signal: execution.signal } : {}),
        purpose: 'Roster' as const,
        maxBytes: maxFileBytes,
        onProgress: (so: number) => {
          bytes = before + so;
          onProgress(bytes);
        },
      };
      const { manifest, remote } = await fetchFile(session, file, blobs, options);
      received.push({ remote: { ...remote, name: file.name }, manifest });
    }
    return received;
  } catch (error) {
    await removeAll(blobs, received);
    throw error;
  }
}
