import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { SftpTarget } from '../../../src/sftp/target.js';

/** An SFTP server that others made, on a folder of ours. */
export interface Peer {
  /** The folder whose files are served. */
  root: string;
  target: SftpTarget;
  /** The same with a wrong password or key. */
  wrong: SftpTarget;
  /** The path of a file of `root` as the server has it; '' is the folder itself. */
  pathOf(name: string): string;
  /** Ends it at once with all its sessions, as when the machine dies. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with its key or a new one. */
  restart(hostKey: 'the same' | 'a new one'): Promise<void>;
  stop(): Promise<void>;
}

/** A server's process that listens on a port of this machine. */
export interface ServerProcess {
  /** Ends it and every process that it started. */
  kill(): Promise<void>;
}

/** @throws where it ends instead of listening, with what it wrote to standard error */
export async function startServer(
  program: string,
  args: readonly string[],
  port: number,
  options: { uid?: number; gid?: number } = {},
): Promise<ServerProcess> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], ...options });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = `${log}${text}`.slice(-4000);
  });
  const ended = once(child, 'exit');
  while (!(await listens(port))) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${program} ended:\n${log}`);
    await delay(20);
  }
  return {
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      for (const pid of [...descendants(child), child.pid as number]) kill(pid);
      await ended;
    },
  };
}

async function listens(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port });
  return once(socket, 'connect')
    .then(
      () => true,
      () => false,
    )
    .finally(() => socket.destroy());
}

function descendants({ pid }: Pick<ChildProcess, 'pid'>): number[] {
  return childrenOf(pid as number).flatMap((child) => [child, ...descendants({ pid: child })]);
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    // It has ended by itself since its parent was asked.
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
}
