import type { Knex } from 'knex';
import type { BlobManifest } from '../blobs/blob-manifest.js';
import { SyncFailure } from '../contract/failures.js';
import { query } from '../db/sql-files.js';
import type { RunContext } from './context.js';

/** What a blob is kept for: as received, out of an archive, as converted to UTF-8, or as a person uploaded it. */
export type BlobPurpose =
  | 'guardians'
  | 'guardians-unpacked'
  | 'guardians-utf8'
  | 'attributes'
  | 'attributes-unpacked'
  | 'attributes-utf8'
  | 'roster'
  | 'upload'
  | 'preview';

/** What is known of a file once it is in the blob store: the result of the step that fetched it. */
export interface FetchedFile {
  blobId: string;
  name: string;
  /** As its person's machine calls a file that was uploaded. */
  uploadedAs?: string;
  path: string;
  /** Bytes of the file itself, out of the archive in which it came. */
  size: number;
  sha256: string;
  /** The blob of the ZIP or gzip as received. */
  archiveId?: string;
  modifiedAt: string | null;
  /** It doesn't name everybody: nothing ends for being absent from it. */
  isPartial?: true;
}

/** Whose a blob is; an upload has no run before one takes it. */
type BlobOwner = Pick<RunContext, 'districtId' | 'scopeId'> & { runId: number | null };

/** Records a blob of the run; its chunks are in the blob store already. */
export async function saveBlob(
  trx: Knex.Transaction,
  owner: BlobOwner,
  blob: { purpose: BlobPurpose; name: string; manifest: BlobManifest; modifiedAt: Date | null },
): Promise<void> {
  await query(
    trx,
    `insert into blob (district_id, blob_id, scope_id, run_id, purpose, name, size, sha256, modified_at, manifest)
     values (:districtId, :id, :scopeId, :runId, :purpose, :name, :size, :sha256, :modifiedAt, cast(:manifest as jsonb))`,
    {
      districtId: owner.districtId,
      scopeId: owner.scopeId,
      runId: owner.runId,
      id: blob.manifest.id,
      size: blob.manifest.size,
      sha256: blob.manifest.sha256,
      purpose: blob.purpose,
      name: blob.name,
      modifiedAt: blob.modifiedAt,
      manifest: JSON.stringify(blob.manifest),
    },
  );
  await query(trx, 'delete from begun_blob where blob_id = :id', { id: blob.manifest.id });
}

/** @throws SyncFailure `BlobUnknown` */
export async function loadBlob(db: Knex | Knex.Transaction, run: RunContext, blobId: string): Promise<BlobManifest> {
  const [row] = await query<{ manifest: BlobManifest }>(
    db,
    `select manifest from blob where district_id = :districtId and blob_id = :blobId`,
    { districtId: run.districtId, blobId },
  );
  if (!row)
    throw new SyncFailure(
      'BlobUnknown',
      'The stored file of this run is gone. Start a new sync: it fetches the file again.',
    );
  return row.manifest;
}
