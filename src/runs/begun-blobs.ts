import type { Knex } from 'knex';
import type { BlobStore } from '../blobs/blob-store.js';
import { query } from '../db/sql-files.js';

/**
 * The blob store with a note in the database of every blob that is begun, which goes when its manifest is saved (`saveBlob`)
 * or the blob is removed. What a process that was killed leaves behind is known so, and nothing is taken for a leftover that
 * another system put into the same folder.
 */
export function notingBlobs(db: Knex, blobs: BlobStore): BlobStore {
  const begin = async (id: string) => {
    await query(db, 'insert into begun_blob (blob_id) values (:id)', { id });
  };
  return {
    create: () => blobs.create(begin),
    read: (manifest, offset) => blobs.read(manifest, offset),
    remove: async (manifest) => {
      await blobs.remove(manifest);
      await forget(db, manifest.id);
    },
  };
}

/**
 * Removes from the blob store what was begun a day ago or before and has no manifest, and uploads that no run has taken
 * for 30 days. Safe to call at any time, from several processes at once.
 *
 * @returns how many blobs
 * @throws SyncFailure `BlobStoreUnavailable`: the next call goes on
 */
export async function sweepBlobs(db: Knex, blobs: BlobStore): Promise<number> {
  await query(
    db,
    `with forgotten as (
       delete from blob where run_id is null and created_at < now() - interval '30 days' returning blob_id, created_at)
     insert into begun_blob (blob_id, begun_at) select blob_id, created_at from forgotten on conflict (blob_id) do nothing`,
  );
  const left = await query<{ id: string }>(
    db,
    `select blob_id as id from begun_blob where begun_at < now() - interval '1 day' order by begun_at`,
  );
  for (const { id } of left) {
    await blobs.remove({ id });
    await forget(db, id);
  }
  return left.length;
}

async function forget(db: Knex, id: string): Promise<void> {
  await query(db, 'delete from begun_blob where blob_id = :id', { id });
}
