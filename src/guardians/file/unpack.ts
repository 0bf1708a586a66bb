import type { Knex } from 'knex';
import { oneFileIn } from '../../archives/one-file.js';
import { blobFile } from '../../archives/stored-file.js';
import type { BlobManifest } from '../../blobs/blob-manifest.js';
import type { BlobStore } from '../../blobs/blob-store.js';
import { storeChunks } from '../../blobs/store-chunks.js';
import { finding } from '../../findings/catalogue.js';
import type { RunContext } from '../../runs/context.js';
import { recordFindings } from '../../runs/findings.js';
import { type FetchedFile, saveBlob } from '../../runs/received-files.js';
import type { SyncSettings } from '../../settings/sync-settings.js';
import { tooLarge } from '../../sftp/file-failures.js';
import { fitsName } from '../../sftp/file-pattern.js';
import type { FileKind } from './kind.js';

/** A file as it was received, whatever its name. */
export interface Received {
  name: string;
  manifest: BlobManifest;
}

/** What was in a received ZIP or gzip. */
export interface Unpacked extends Received {
  archive: Received;
}

/**
 * Stores the one file in a ZIP or gzip. docs/decisions/0035
 *
 * @returns null if the received file is neither
 * @throws SyncFailure `GuardianFileTooLarge` (by purpose), and as oneFileIn and the blob store do
 */
export async function unpackFile<Row extends object>(
  { fileName, otherName, purpose, nameIn }: FileKind<Row>,
  blobs: BlobStore,
  archive: Received,
  settings: SyncSettings,
  signal?: AbortSignal,
): Promise<Unpacked | null> {
  const { maxFileBytes } = settings.guardians;
  const isWanted = (name: string) => name === fileName || (name !== otherName && fitsName(name, nameIn(settings)));
  const found = await oneFileIn(blobFile(blobs, archive.manifest, archive.name), { isWanted, others: [otherName] });
  if (found === null) return null;
  const limited = async function* () {
    let size = 0;
    for await (const chunk of found.content) {
      signal?.throwIfAborted();
      size += chunk.length;
      if (size > maxFileBytes) throw tooLarge(purpose, archive.name, maxFileBytes);
      yield chunk;
    }
  };
  return { name: found.name, manifest: await storeChunks(blobs, limited()), archive };
}

/** The content counts, by its own size and sha-256: the same rows make another archive every night. */
export function contentOf(
  received: Received,
  unpacked: Unpacked | null,
): Pick<FetchedFile, 'blobId' | 'name' | 'size' | 'sha256' | 'archiveId'> {
  const { id, size, sha256 } = (unpacked ?? received).manifest;
  const archive = unpacked ? { archiveId: received.manifest.id } : {};
  return { blobId: id, name: received.name, size, sha256, ...archive };
}

export async function saveUnpacked<Row extends object>(
  trx: Knex.Transaction,
  run: RunContext,
  { part, steps }: FileKind<Row>,
  { name, manifest, archive }: Unpacked,
): Promise<void> {
  await saveBlob(trx, run, { purpose: `${part}-unpacked`, name, manifest, modifiedAt: null });
  const notice = finding('file-unpacked', { file: archive.name }, { entry: name, archive: archive.name });
  await recordFindings(trx, run, steps.fetch, [notice]);
}
