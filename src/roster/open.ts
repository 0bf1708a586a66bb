import type { Knex } from 'knex';
import { blobFile } from '../archives/stored-file.js';
import type { BlobStore } from '../blobs/blob-store.js';
import type { RunContext } from '../runs/context.js';
import { loadBlob } from '../runs/received-files.js';
import { stepResult } from '../runs/steps.js';
import { type FetchedFeeds, fetchStep } from './api/fetched.js';
import { receivedFeeds } from './api/received.js';
import { apiSource } from './api/registry.js';
import type { FetchedRoster } from './files/fetch.js';
import type { RosterSource } from './model.js';
import { openOneRosterCsv } from './oneroster/csv/source.js';
import { stagedRoles } from './oneroster/csv/staged-roles.js';

/** The roster that the run has fetched, files or feeds, as its source reads it. */
export async function openFetched(
  { db, blobs }: { db: Knex; blobs: BlobStore },
  trx: Knex.Transaction,
  run: RunContext,
): Promise<RosterSource> {
  const fetched = await stepResult<FetchedRoster | FetchedFeeds>(db, run, fetchStep);
  if (!fetched) throw new Error('stageRoster needs fetchRoster');
  const { result } = fetched;
  if ('feeds' in result) {
    const roster = { ...run.settings.roster, source: result.source };
    const settings = { ...run.settings, roster };
    return apiSource(settings).open(receivedFeeds(db, blobs, run, result), settings);
  }
  const files = [];
  for (const { blobId, name } of result.files) files.push(blobFile(blobs, await loadBlob(db, run, blobId), name));
  return openOneRosterCsv(files, stagedRoles(trx));
}
