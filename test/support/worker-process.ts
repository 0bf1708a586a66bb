import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TestSystem } from './system.js';
import { impatientBundle } from './workflow-bundle.js';

/** A worker in a process of its own, as `dailysync worker` runs it, to be killed. */
export interface WorkerProcess {
  pid: number;
  /** What it wrote to standard error: its log. */
  log(): string;
  /** Settles when it has ended, whoever ended it. */
  exited: Promise<unknown>;
  /** Ends it without a goodbye. */
  kill(): Promise<void>;
  /** Asks it to stop and waits. */
  stop(): Promise<void>;
}

const source = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const built = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

/**
 * From the build where npm test has just made it: a worker from the sources bundles the workflows first, for seconds.
 *
 * @param preload a module that is loaded before the program, to disturb its sources from inside
 */
export function startWorkerProcess(system: TestSystem, env: NodeJS.ProcessEnv = {}, preload?: string): WorkerProcess {
  const isBuilt = preload === undefined && process.env.DAILYSYNC_TEST_BUILD === '1';
  const imports = ['tsx', ...(preload === undefined ? [] : [preload])].flatMap((name) => ['--import', name]);
  const program = isBuilt ? [built] : [...imports, source];
  const child = spawn(process.execPath, [...program, 'worker'], {
    env: { ...process.env, DAILYSYNC_WORKFLOW_BUNDLE: impatientBundle(), ...system.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  return {
    pid: child.pid ?? 0,
    log: () => log,
    exited: once(child, 'exit'),
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}
