import { setTimeout as delay } from 'node:timers/promises';
import type { ExitStatus, RunningProcess } from './processes.js';

export interface KeptProcess {
  /** The process that runs now; null between a crash and the next start. */
  readonly pid: number | null;
  /** Ends the process for good. */
  stop(): Promise<void>;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** Who ran this long is healthy again: its next crash waits the shortest time. */
const HEALTHY_AFTER_MS = 60_000;

/**
 * Starts a process and starts it again whenever it ends, waiting 0.5 s after the first crash and up to 30 s later.
 *
 * @param name as the log calls it
 * @param start resolves once the process can be used
 * @param log one line for each crash and each new start
 * @throws what the first `start` throws; later ones are logged and tried again
 */
export async function keepRunning(
  name: string,
  start: () => Promise<RunningProcess>,
  log: (line: string) => void,
): Promise<KeptProcess> {
  const stopping = new AbortController();
  let current: RunningProcess | null = await start();
  const loop = async () => {
    let wait = FIRST_WAIT_MS;
    let startedAt = Date.now();
    while (!stopping.signal.aborted) {
      if (current) {
        const status = await current.exited;
        current = null;
        if (stopping.signal.aborted) return;
        if (Date.now() - startedAt > HEALTHY_AFTER_MS) wait = FIRST_WAIT_MS;
        log(`${name} ended ${describe(status)}; starting it again in ${wait / 1000} s`);
      }
      await delay(wait, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      startedAt = Date.now();
      try {
        current = await start();
        log(`${name} runs again (process ${current.pid})`);
      } catch (error) {
        log(`${name} could not be started: ${(error as Error).message}; trying again in ${wait / 1000} s`);
      }
    }
  };
  const ended = loop();
  return {
    get pid() {
      return current?.pid ?? null;
    },
    async stop() {
      stopping.abort();
      await current?.stop();
      await ended;
      // A start that was under way when we were asked to stop.
      await current?.stop();
    },
  };
}

function describe({ code, signal }: ExitStatus): string {
  return signal ? `by signal ${signal}` : `with exit code ${code}`;
}
