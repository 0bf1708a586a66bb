import type { Knex } from 'knex';
import type { BlobManifest } from '../../blobs/blob-manifest.js';
import type { BlobStore } from '../../blobs/blob-store.js';
import { SyncFailure } from '../../contract/failures.js';
import { query } from '../../db/sql-files.js';
import type { RunContext } from '../../runs/context.js';
import type { Execution } from '../../runs/fence.js';
import type { FetchedFile } from '../../runs/received-files.js';
import { runStep, stepResult } from '../../runs/steps.js';
import { guardianFile } from './kind.js';
import { contentOf, saveUnpacked, unpackFile } from './unpack.js';

/** What messages call an uploaded file: they are kept in Temporal's history, and people name files after people. */
const neutralName = 'uploaded file';

const step = guardianFile.steps.fetch;

interface Upload {
  name: string;
  manifest: BlobManifest;
  modifiedAt: string | null;
}

/**
 * The uploaded file in the place of the one from SFTP, as the result of the same step; a ZIP or gzip is unpacked.
 *
 * @throws SyncFailure `UploadUnknown`, and as unpackFile does
 */
export async function takeUpload(
  db: Knex,
  blobs: BlobStore,
  run: RunContext,
  execution: Execution,
): Promise<FetchedFile> {
  const done = await stepResult<FetchedFile>(db, run, step);
  if (done) return done.result;
  const startedAt = new Date();
  const { districtId, scopeId, runId } = run;
  const values = { districtId, scopeId, runId, blobId: run.options.upload?.blobId };
  const [upload] = await query<Upload>(
    db,
    `select name, manifest, modified_at as "modifiedAt" from blob
     where district_id = :districtId and blob_id = :blobId and scope_id = :scopeId and purpose = 'upload'`,
    values,
  );
  if (!upload) throw unknown();
  const received = { name: neutralName, manifest: upload.manifest };
  const unpacked = await unpackFile(guardianFile, blobs, received, run.settings, execution.signal);
  const stored = await runStep(db, run, execution, { step, lock: 'scope', startedAt }, async (trx) => {
    const taken = await query(
      trx,
      `update blob set run_id = coalesce(run_id, :runId) where district_id = :districtId and blob_id = :blobId returning 1`,
      values,
    );
    if (taken.length === 0) throw unknown();
    if (unpacked) await saveUnpacked(trx, run, guardianFile, unpacked);
    const { name, modifiedAt } = upload;
    return { ...contentOf(received, unpacked), path: name, uploadedAs: name, modifiedAt };
  });
  // Another attempt was quicker; its copy counts.
  if (unpacked && stored.blobId !== unpacked.manifest.id) await blobs.remove(unpacked.manifest);
  return stored;
}

function unknown(): SyncFailure {
  return new SyncFailure('UploadUnknown', 'No such file was uploaded for this scope, or it is gone. Upload it again.');
}
