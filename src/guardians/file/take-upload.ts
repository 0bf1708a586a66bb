import type { Knex } from 'knex';
import { SyncFailure } from '../../contract/failures.js';
import { query } from '../../db/sql-files.js';
import type { RunContext } from '../../runs/context.js';
import type { Execution } from '../../runs/fence.js';
import type { FetchedFile } from '../../runs/received-files.js';
import { runStep } from '../../runs/steps.js';

/** What messages call an uploaded file: they are kept in Temporal's history, and people name files after people. */
const neutralName = 'uploaded file';

/**
 * The uploaded file in the place of the one from SFTP, as the result of the same step.
 *
 * @throws SyncFailure `UploadUnknown`
 */
export async function takeUpload(db: Knex, run: RunContext, execution: Execution, step: string): Promise<FetchedFile> {
  return runStep(db, run, execution, { step, lock: 'scope' }, async (trx) => {
    const [file] = await query<Omit<FetchedFile, 'path'>>(
      trx,
      `update blob set run_id = coalesce(run_id, :runId)
       where district_id = :districtId and blob_id = :blobId and scope_id = :scopeId and purpose = 'upload'
       returning blob_id as "blobId", name, size, sha256, modified_at as "modifiedAt"`,
      {
        districtId: run.districtId,
        scopeId: run.scopeId,
        runId: run.runId,
        blobId: run.options.upload?.blobId,
      },
    );
    if (!file)
      throw new SyncFailure(
        'UploadUnknown',
        'No such file was uploaded for this scope, or it is gone. Upload it again.',
      );
    return { ...file, name: neutralName, path: file.name, uploadedAs: file.name };
  });
}
