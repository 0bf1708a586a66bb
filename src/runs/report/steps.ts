import type { Knex } from 'knex';
import { query } from '../../db/sql-files.js';
import type { ReportStep } from './types.js';

/** Steps that are done, from their markers, and those that run, from what they tell of their progress. */
export async function reportSteps(db: Knex, run: { districtId: number; runId: number }): Promise<ReportStep[]> {
  const done = await query<{ step: string; batches: number; started_at: Date; finished_at: Date }>(
    db,
    `select step, count(*) as batches, min(started_at) as started_at, max(finished_at) as finished_at
     from run_step where district_id = :districtId and run_id = :runId
     group by step order by min(started_at), max(finished_at), step`,
    { ...run },
  );
  const running = await query<{ step: string; done: number; total: number | null; updated_at: Date }>(
    db,
    `select p.step, p.done, p.total, p.updated_at from run_progress p
     join run r using (district_id, run_id)
     where p.district_id = :districtId and p.run_id = :runId and r.status = 'running'
     order by p.updated_at`,
    { ...run },
  );
  const progress = new Map(running.map((row) => [row.step, row]));
  const steps = done.map((row): ReportStep => {
    const open = progress.get(row.step);
    progress.delete(row.step);
    // Batches finish one by one: their step runs on until its file is read.
    const unfinished = open?.total != null && open.done < open.total ? { done: open.done, total: open.total } : null;
    return {
      step: row.step,
      batches: row.batches,
      startedAt: row.started_at.toISOString(),
      finishedAt: unfinished ? null : row.finished_at.toISOString(),
      seconds: unfinished ? null : (row.finished_at.getTime() - row.started_at.getTime()) / 1000,
      progress: unfinished,
    };
  });
  for (const { step, done: reached, total, updated_at } of progress.values()) {
    steps.push({
      step,
      batches: 0,
      startedAt: updated_at.toISOString(),
      finishedAt: null,
      seconds: null,
      progress: { done: reached, total },
    });
  }
  return steps;
}
