import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export interface ExitStatus {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A process we started, in a process group of its own so that Ctrl-C reaches the supervisor alone. */
export interface RunningProcess {
  readonly pid: number;
  /** Settles when the process has ended, whoever ended it. */
  readonly exited: Promise<ExitStatus>;
  /**
   * Sends the polite signal, to one that `tellsReady` once it is, then SIGKILL when `graceMs` are over; resolves once the
   * process has ended.
   */
  stop(): Promise<void>;
}

export interface SpawnOptions {
  command: string;
  args: readonly string[];
  /** Standard output and error go to this file: it outlives the parent, as a pipe would not. */
  logFile: string;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** The user to run as; ours if absent. */
  user?: { uid: number; gid: number };
  stopSignal?: NodeJS.Signals;
  graceMs?: number;
  /** It sends us a message once signals end it in order. */
  tellsReady?: boolean;
}

const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

/** Starts a process with its output in a log file (turned over to `<file>.1` once it passes 10 MiB). */
export async function spawnLogged(options: SpawnOptions): Promise<RunningProcess> {
  const { command, args, logFile, user, stopSignal = 'SIGTERM', graceMs = 10_000 } = options;
  if (existsSync(logFile) && statSync(logFile).size > LOG_LIMIT_BYTES) renameSync(logFile, `${logFile}.1`);
  const log = openSync(logFile, 'a', 0o600);
  let child: ChildProcess;
  try {
    child = spawn(command, args, {
      env: options.env ?? process.env,
      cwd: options.cwd,
      stdio: ['ignore', log, log, ...(options.tellsReady ? (['ipc'] as const) : [])],
      detached: true,
      ...user,
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
  } finally {
    closeSync(log);
  }
  const exited = new Promise<ExitStatus>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const ready = options.tellsReady ? untilReady(child) : Promise.resolve();
  return {
    pid: child.pid!,
    exited,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const forced = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await Promise.race([ready, exited]);
      child.kill(stopSignal);
      await exited;
      clearTimeout(forced);
    },
  };
}

function untilReady(child: ChildProcess): Promise<void> {
  // Whether we may end does not depend on what it says.
  child.channel?.unref();
  return new Promise((resolve) => {
    child.once('message', () => {
      child.disconnect();
      resolve();
    });
  });
}

/**
 * What tells a process from a later one with the same pid: the boot and the clock tick it started at. null if no
 * such process runs. Without /proc (macOS) the pid alone has to do.
 */
export function processIdentity(pid: number): string | null {
  if (!isAlive(pid)) return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return null;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`;
  } catch {
    return existsSync('/proc/self/stat') ? null : 'unknown';
  }
}

/** The command line of a process, or null if it can't be read (no such process, no /proc). */
export function commandLine(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return null;
  }
}

/** Whether a process with this pid exists, ours or another user's; true for one that ended and was not yet reaped. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Ends a process that isn't our child (a left-over): the signal, then SIGKILL; resolves once it is gone. */
export async function stopForeign(pid: number, signal: NodeJS.Signals, graceMs: number): Promise<void> {
  const identity = processIdentity(pid);
  if (identity === null) return;
  const send = (s: NodeJS.Signals) => {
    try {
      process.kill(pid, s);
    } catch {
      // It ended in between.
    }
  };
  send(signal);
  const deadline = Date.now() + graceMs;
  let killed = false;
  while (processIdentity(pid) === identity) {
    if (!killed && Date.now() > deadline) {
      send('SIGKILL');
      killed = true;
    }
    await delay(50);
  }
}

/** Notes a process in a file, so that a later start can find it when we were killed. */
export function recordProcess(file: string, pid: number): void {
  writeFileSync(file, `${pid} ${processIdentity(pid)}\n`, { mode: 0o600 });
}

/** The pid that a file notes, if that very process still runs. */
export function recordedProcess(file: string): number | null {
  if (!existsSync(file)) return null;
  const [pid, identity] = readFileSync(file, 'utf8').trim().split(' ');
  return identity !== undefined && processIdentity(Number(pid)) === identity ? Number(pid) : null;
}

/** The last lines of a log file, to be shown with an error. */
export function logTail(file: string, lines = 5): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}
