import type { Knex } from 'knex';
import type { BlobStore } from '../blobs/blob-store.js';
import { notingBlobs } from '../runs/begun-blobs.js';
import { saveBlob } from '../runs/received-files.js';
import type { Scope } from '../settings/scopes.js';
import { tooLarge } from '../sftp/file-failures.js';

export interface UploadedFile {
  /** As the person's machine calls it, without its folder. */
  name: string;
  modifiedAt: Date | null;
  content: AsyncIterable<Uint8Array>;
}

export interface StoredUpload {
  blobId: string;
  /** Bytes. */
  size: number;
  sha256: string;
}

/**
 * A file that a person uploads, into the blob store: encrypted, and of use to the given scope alone. A request of the kind
 * 'upload' names it by its id.
 *
 * @throws SyncFailure `GuardianFileTooLarge`, and what BlobStore throws. Nothing is left in the blob store then.
 */
export async function storeUpload(
  db: Knex,
  blobs: BlobStore,
  { districtId, scopeId, settings }: Scope,
  { name, modifiedAt, content }: UploadedFile,
): Promise<StoredUpload> {
  const { maxFileBytes } = settings.guardians;
  const writer = notingBlobs(db, blobs).create();
  try {
    let size = 0;
    for await (const bytes of content) {
      size += bytes.length;
      if (size > maxFileBytes) throw tooLarge('GuardianFile', name, maxFileBytes);
      await writer.write(bytes);
    }
    const manifest = await writer.finish();
    const owner = { districtId, scopeId, runId: null };
    await db.transaction((trx) => saveBlob(trx, owner, { purpose: 'upload', name, manifest, modifiedAt }));
    return { blobId: manifest.id, size: manifest.size, sha256: manifest.sha256 };
  } catch (error) {
    // The reason why it failed matters more than a leftover in the store.
    await writer.abort().catch(() => {});
    throw error;
  }
}
