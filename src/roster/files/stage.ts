import type { Knex } from 'knex';
import type { BlobStore } from '../../blobs/blob-store.js';
import type { RunContext } from '../../runs/context.js';
import type { RosterCounts } from '../../runs/counts.js';
import type { Execution } from '../../runs/fence.js';
import type { Held } from '../../runs/held.js';
import { fenced, runStep, stepResult } from '../../runs/steps.js';
import { applyRoster, applyStep } from '../apply.js';
import type { RosterCollection } from '../model.js';
import { openFetched } from '../open.js';
import { type StagedCounts, stageCollection, stageStep } from '../stage.js';
import { lostCollections } from '../staged-counts.js';

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
    const source = await openFetched(context, trx, run);
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
      const source = await openFetched(context, trx, run);
      await stageCollection(trx, run, collection, source.read(collection), onProgress);
    });
  }
}
