import type { Knex } from 'knex';
import type { BlobStore } from '../../blobs/blob-store.js';
import type { Held } from '../../holds/reasons.js';
import type { RunContext } from '../../runs/context.js';
import type { RosterCounts } from '../../runs/counts.js';
import type { Execution } from '../../runs/fence.js';
import { loadBlob } from '../../runs/received-files.js';
import { fenced, runStep, stepResult } from '../../runs/steps.js';
import { applyRoster, applyStep } from '../apply.js';
import type { RosterCollection, RosterSource } from '../model.js';
import { blobFile } from '../oneroster/csv/roster-file.js';
import { openOneRosterCsv } from '../oneroster/csv/source.js';
import { stagedRoles } from '../oneroster/csv/staged-roles.js';
import { lostCollections, type StagedCounts, stageCollection, stageStep } from '../stage.js';
import type { FetchedRoster } from './fetch.js';

export interface StageContext {
  db: Knex;
  blobs: BlobStore;
  onProgress(rows: number): void;
}

/** Stages one collection of the fetched roster. */
export async function stageRosterCollection(
  context: StageContext,
  run: RunContext,
  execution: Execution,
  collection: RosterCollection,
): Promise<StagedCounts> {
  const { db, onProgress } = context;
  const step = stageStep(collection);
  const done = await stepResult<StagedCounts>(db, run, step);
  if (done) return done.result;
  return runStep(db, run, execution, { step, lock: 'scope' }, async (trx) => {
    const source = await openSource(context, trx, run);
    return stageCollection(trx, run, collection, source.read(collection), onProgress);
  });
}

/** Applies the staged roster; what a crash of the database emptied is staged again before. */
export async function applyStagedRoster(
  context: StageContext,
  run: RunContext,
  execution: Execution,
): Promise<RosterCounts | Held> {
  const { db } = context;
  const done = await stepResult<RosterCounts | Held>(db, run, applyStep);
  if (done) return done.result;
  await restageLost(context, run, execution);
  return runStep<RosterCounts | Held>(db, run, execution, { step: applyStep, lock: 'scope' }, (trx, before) =>
    applyRoster(trx, run, before),
  );
}

/** Staging is unlogged: a crash of the database empties it, and the logged counts tell. */
export async function restageLost(context: StageContext, run: RunContext, execution: Execution): Promise<void> {
  const { db, onProgress } = context;
  for (const collection of await lostCollections(db, run)) {
    await fenced(db, run, execution, 'scope', async (trx) => {
      const source = await openSource(context, trx, run);
      await stageCollection(trx, run, collection, source.read(collection), onProgress);
    });
  }
}

async function openSource({ db, blobs }: StageContext, trx: Knex.Transaction, run: RunContext): Promise<RosterSource> {
  const fetched = await stepResult<FetchedRoster>(db, run, 'fetchRoster');
  if (!fetched) throw new Error('stageRoster needs fetchRoster');
  const files = [];
  for (const { blobId, name } of fetched.result.files)
    files.push(blobFile(blobs, await loadBlob(db, run, blobId), name));
  return openOneRosterCsv(files, stagedRoles(trx));
}
