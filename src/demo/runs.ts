import { setTimeout as delay } from 'node:timers/promises';
import { stepsOf } from '../contract/parts.js';
import type { RunStatus } from '../contract/status.js';
import { query } from '../db/sql-files.js';
import { requestSync } from '../requests/start-sync.js';
import type { DemoSession } from './session.js';

export interface DemoRun {
  districtId: number;
  runId: number;
}

const pollMs = 20;

/** Asks for a sync and waits until its run is open. */
export async function startRun({ db, client, queues, scope }: DemoSession): Promise<DemoRun> {
  const { requestId } = await requestSync(db, client, queues, { scope, requestedBy: 'demo' });
  for (;;) {
    const [run] = await query<DemoRun>(
      db,
      `select district_id as "districtId", run_id as "runId" from run where request_id = :requestId`,
      { requestId },
    );
    if (run) return run;
    await delay(pollMs);
  }
}

export async function statusOf({ db }: DemoSession, run: DemoRun): Promise<RunStatus> {
  const [row] = await query<{ status: RunStatus }>(
    db,
    'select status from run where district_id = :districtId and run_id = :runId',
    { ...run },
  );
  return row!.status;
}

/** Waits until a run has one of these states, or has ended; the status that it has then. */
export async function waitForStatus(
  session: DemoSession,
  run: DemoRun,
  wanted: readonly RunStatus[] = [],
): Promise<RunStatus> {
  for (;;) {
    const status = await statusOf(session, run);
    if (wanted.includes(status) || !['running', 'needs_attention'].includes(status)) return status;
    await delay(pollMs);
  }
}

/** Batches that are done, with the times of their done-markers as stored. */
export async function batchesDone({ db }: DemoSession, run: DemoRun): Promise<{ batch: number; at: string }[]> {
  return query(
    db,
    `select batch, started_at || ' ' || finished_at as at from run_step
     where district_id = :districtId and run_id = :runId and step = :step order by batch`,
    { ...run, step: stepsOf('guardians').parse },
  );
}

export async function guardianExecution({ db }: DemoSession, run: DemoRun): Promise<string | null> {
  const [row] = await query<{ temporal_run_id: string }>(
    db,
    `select temporal_run_id from run_execution
     where district_id = :districtId and run_id = :runId and workflow_id like '%/guardians'`,
    { ...run },
  );
  return row?.temporal_run_id ?? null;
}
