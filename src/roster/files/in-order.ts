import type { Knex } from 'knex';
import { blobFile } from '../../archives/stored-file.js';
import type { BlobManifest } from '../../blobs/blob-manifest.js';
import type { BlobStore } from '../../blobs/blob-store.js';
import { SyncFailure } from '../../contract/failures.js';
import { query } from '../../db/sql-files.js';
import type { RunContext } from '../../runs/context.js';
import { laterFirst } from '../../sftp/newest.js';
import type { RemoteFile } from '../../sftp/remote-file.js';
import { openPackage } from '../oneroster/csv/package.js';

/** A file of the folder, and what it was stored as. */
export interface Received {
  remote: RemoteFile;
  manifest: BlobManifest;
}

/**
 * Of the ZIPs that no sync has applied, the one that is next. Where the newest holds the whole, that one; where it holds
 * changes alone, those before it come first, back to the last whole one: one a sync, so that none is left out.
 *
 * @param newest received already
 * @param unread those before it, the newest first
 * @returns the next one, and what was received on the way to it
 */
export async function nextInOrder(
  blobs: BlobStore,
  newest: Received,
  unread: readonly RemoteFile[],
  receive: (file: RemoteFile) => Promise<Received>,
): Promise<{ next: Received; later: Received[] }> {
  let next = newest;
  const later: Received[] = [];
  for (const file of unread) {
    if (!(await holdsChanges(blobs, next))) break;
    later.push(next);
    next = await receive(file);
  }
  return { next, later };
}

/** What can't be opened is next as well: staging says what is wrong with it, and nothing overtakes it. */
async function holdsChanges(blobs: BlobStore, { remote, manifest }: Received): Promise<boolean> {
  try {
    return (await openPackage([blobFile(blobs, manifest, remote.name)])).deltas.size > 0;
  } catch (error) {
    if (error instanceof SyncFailure) return false;
    throw error;
  }
}

/**
 * The ZIPs that were written after the roster that was applied last; all where none ever was. Where that one's time is not
 * known (an API's, or one whose file is no longer kept), none: old changes must not come back.
 */
export async function unreadOf(db: Knex, run: RunContext, zips: readonly RemoteFile[]): Promise<RemoteFile[]> {
  const [last] = await query<{ name: string | null; modifiedAt: Date | null }>(
    db,
    `with applied as (
       select r.run_id from run r join run_step s using (district_id, run_id)
       where r.district_id = :districtId and r.scope_id = :scopeId and r.run_id <> :runId and r.kind <> 'preview'
         and s.step = 'applyRoster' and s.result -> 'held' is null and not s.reopened
       order by s.finished_at desc limit 1)
     select b.name, b.modified_at as "modifiedAt"
     from applied left join blob b on b.district_id = :districtId and b.run_id = applied.run_id and b.purpose = 'roster'
     order by b.modified_at desc nulls last, b.name desc limit 1`,
    { districtId: run.districtId, scopeId: run.scopeId, runId: run.runId },
  );
  const isUnread = (zip: RemoteFile) => {
    if (zip.modifiedAt === null) return false;
    if (last === undefined) return true;
    if (last.modifiedAt === null) return false;
    return laterFirst(zip, { ...zip, name: last.name ?? '', modifiedAt: last.modifiedAt }) < 0;
  };
  return zips.filter(isUnread);
}
