import type { Knex } from 'knex';
import { query } from '../../db/sql-files.js';
import type { RowCounts } from '../../guardian-file/index.js';
import type { RunContext } from '../../runs/context.js';
import type { Execution } from '../../runs/fence.js';
import { fenced } from '../../runs/steps.js';
import type { FileKind } from './kind.js';
import { type ParseContext, stageBatch } from './parse.js';

interface Batch {
  batch: number;
  start_offset: number;
  start_line: number;
  rows: number;
  counts: RowCounts;
}

/** What all batches of a file counted, with all of their rows in the staging tables. */
export async function stagedCounts<Row extends object>(
  kind: FileKind<Row>,
  context: ParseContext,
  run: RunContext,
  execution: Execution,
): Promise<RowCounts> {
  const batches = await stagedBatches(context.db, run, kind.steps.parse);
  await restageLost(kind, context, run, execution, batches);
  return sum(batches.map(({ counts }) => counts));
}

/** Staging is unlogged: a crash of the database empties it, and the logged batches tell. */
async function restageLost<Row extends object>(
  kind: FileKind<Row>,
  context: ParseContext,
  run: RunContext,
  execution: Execution,
  batches: Batch[],
): Promise<void> {
  const expected = batches.reduce((rows, batch) => rows + batch.rows, 0);
  if ((await kind.staging.count(context.db, run)) === expected) return;
  await fenced(context.db, run, execution, 'scope', async (trx) => {
    await kind.staging.drop(trx, run);
    await kind.staging.create(trx, run);
    for (const { batch, start_offset: offset, start_line: line } of batches) {
      await stageBatch(kind, trx, context, run, execution, batch, { offset, line });
    }
  });
}

async function stagedBatches(db: Knex, run: RunContext, parseStep: string): Promise<Batch[]> {
  return query<Batch>(
    db,
    `select batch, start_offset, start_line, rows, counts from staged_batch
     where district_id = :districtId and run_id = :runId and collection = :parseStep order by batch`,
    { districtId: run.districtId, runId: run.runId, parseStep },
  );
}

function sum(all: RowCounts[]): RowCounts {
  const total: RowCounts = { read: 0, good: 0, error: 0, blank: 0, leftOut: 0 };
  for (const counts of all) {
    for (const name of Object.keys(total) as (keyof RowCounts)[]) total[name] += counts[name];
  }
  return total;
}
