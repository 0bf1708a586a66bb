import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import type { RunContext } from '../runs/context.js';
import { type RosterCollection, rosterCollections } from './model.js';
import { removedOf, rosterErrorTable, rosterStagingTable, type StagedCounts, stageStep } from './stage.js';

export type AllStagedCounts = Partial<Record<RosterCollection, StagedCounts>>;

/** What was staged of each collection; nothing of one that wasn't. */
export async function stagedCounts(
  db: Knex | Knex.Transaction,
  run: Pick<RunContext, 'districtId' | 'runId'>,
): Promise<AllStagedCounts> {
  const steps = rosterCollections.map(stageStep);
  const batches = await query<{ step: string; counts: StagedCounts }>(
    db,
    `select collection as step, counts from staged_batch
     where district_id = :districtId and run_id = :runId and collection = any (:steps)`,
    { districtId: run.districtId, runId: run.runId, steps },
  );
  const byStep = new Map(batches.map(({ step, counts }) => [step, counts]));
  return Object.fromEntries(
    rosterCollections.flatMap((collection) => {
      const counts = byStep.get(stageStep(collection));
      return counts ? [[collection, counts]] : [];
    }),
  );
}

/**
 * Collections that a crash of the server has emptied since they were staged: they have to be staged again before
 * applyRoster.
 */
export async function lostCollections(
  db: Knex | Knex.Transaction,
  run: Pick<RunContext, 'districtId' | 'runId'>,
  known?: AllStagedCounts,
): Promise<RosterCollection[]> {
  const staged = known ?? (await stagedCounts(db, run));
  const collections = rosterCollections.filter((collection) => staged[collection]);
  if (collections.length === 0) return [];
  const errors = rosterErrorTable(run);
  const counted = collections.map(
    (collection) => `select '${collection}' as collection,
      (select count(*) from ${rosterStagingTable(run, collection)}) as rows,
      (select count(*) from ${errors} where collection = '${collection}') as errors,
      (select count(*) from ${errors} where collection = '${removedOf(collection)}') as removed`,
  );
  const found = await query<{ collection: RosterCollection; rows: number; errors: number; removed: number }>(
    db,
    counted.join(' union all '),
  );
  const isLost = ({ collection, rows, errors, removed }: (typeof found)[number]) => {
    const expected = staged[collection]!;
    return rows !== expected.rows || errors !== expected.errors || removed !== (expected.removed ?? 0);
  };
  return found.filter(isLost).map(({ collection }) => collection);
}
