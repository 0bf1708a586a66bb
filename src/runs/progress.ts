import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import type { RunContext } from './context.js';

/** How far a step is, for people who watch. Written on a connection of its own: a step's transaction shows nothing. */
export async function recordProgress(
  db: Knex,
  run: RunContext,
  step: string,
  done: number,
  total: number | null,
): Promise<void> {
  await query(
    db,
    `insert into run_progress (district_id, run_id, step, done, total) values (:districtId, :runId, :step, :done, :total)
     on conflict (district_id, run_id, step) do update set done = excluded.done, total = excluded.total, updated_at = now()`,
    { districtId: run.districtId, runId: run.runId, step, done: Math.floor(done), total },
  );
}
