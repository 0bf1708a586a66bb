import { setTimeout as delay } from 'node:timers/promises';
import { batchesDone, type DemoRun, statusOf } from './runs.js';
import type { DemoSession } from './session.js';
import type { Batch, Check } from './story.js';

const pollMs = 5;
const batchesFirst = 3;

/**
 * Waits until a few batches of the run are done, then kills the worker without a goodbye.
 *
 * @param tell what happened, in plain sentences
 * @returns what must hold once the run has ended, given its batches by Temporal's history
 */
export async function killDuring(
  session: DemoSession,
  run: DemoRun,
  tell: (line: string) => void,
): Promise<(batches: Batch[]) => Promise<Check[]>> {
  let done = await batchesDone(session, run);
  while (done.length < batchesFirst) {
    const status = await statusOf(session, run);
    if (status !== 'running')
      return async () => [missed(`the run was ${status} before ${batchesFirst} batches were read`)];
    await delay(pollMs);
    done = await batchesDone(session, run);
  }
  const pid = session.workerPid();
  if (pid === null) return async () => [missed('no worker was running')];
  process.kill(pid, 'SIGKILL');
  tell(`The worker, process ${pid}, was killed with SIGKILL when ${done.length} batches were read.`);
  tell(
    'It is started again at once. Temporal misses its heartbeat within 30 seconds, and gives the batch to the new one.',
  );
  return async (batches) => {
    const later = new Map((await batchesDone(session, run)).map(({ batch, at }) => [batch, at]));
    const workers = new Set(batches.slice(done.length).map(({ worker }) => worker.split('@')[0]));
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

const missed = (note: string): Check => ({ text: 'The worker was killed in the middle', ok: false, note });
