import { setTimeout as delay } from 'node:timers/promises';
import { attemptsTold, isBatchRunning } from './batches.js';
import { batchesDone, type DemoRun, guardianExecution, statusOf } from './runs.js';
import type { DemoSession } from './session.js';
import type { Batch, Check } from './story.js';

const pollMs = 5;
const batchesFirst = 3;

/**
 * Waits until a few batches of the run are done and the worker is at the next, then kills it without a goodbye.
 *
 * @param tell what happened, in plain sentences
 * @returns what must hold once the run has ended, given its batches by Temporal's history
 */
export async function killDuring(
  session: DemoSession,
  run: DemoRun,
  tell: (line: string) => void,
): Promise<(batches: Batch[]) => Promise<Check[]>> {
  while ((await batchesDone(session, run)).length < batchesFirst || !(await isAtBatch(session, run))) {
    const status = await statusOf(session, run);
    if (status !== 'running')
      return async () => [missed(`the run was ${status} before ${batchesFirst} batches were read`)];
    await delay(pollMs);
  }
  const pid = session.workerPid();
  if (pid === null) return async () => [missed('no worker was running')];
  process.kill(pid, 'SIGKILL');
  const done = await batchesDone(session, run);
  tell(`The worker, process ${pid}, was killed with SIGKILL when ${done.length} batches were read.`);
  tell(
    'A new one is started at once. Temporal waits up to 30 seconds for a sign of the old one, then gives its work to the new one.',
  );
  return async (batches) => {
    const later = new Map((await batchesDone(session, run)).map(({ batch, at }) => [batch, at]));
    const workers = new Set(batches.slice(done.length).map(({ worker }) => worker.split('@')[0]));
    tell(attemptsTold(batches, done.length));
    const next = [...workers].filter((worker) => worker !== String(pid));
    return [
      {
        text: `Batches 1 to ${done.length} were not read again: their records in the database are the same`,
        ok: done.every(({ batch, at }) => later.get(batch) === at),
        note: '',
      },
      {
        text: `From there on another worker went on${next.length > 0 ? `, process ${next.join(', ')}` : ''}`,
        ok: next.length === 1,
        note: '',
      },
    ];
  };
}

async function isAtBatch(session: DemoSession, run: DemoRun): Promise<boolean> {
  const execution = await guardianExecution(session, run);
  return execution !== null && isBatchRunning(session.client, session.scope, execution);
}

const missed = (note: string): Check => ({ text: 'The worker was killed in the middle', ok: false, note });
