import path from 'node:path';
import { freePort } from '../../src/embedded/ports.js';
import { type EmbeddedPostgres, startPostgres } from '../../src/embedded/postgres.js';
import { recordProcess } from '../../src/embedded/processes.js';
import { type EmbeddedTemporal, startTemporal } from '../../src/embedded/temporal.js';
import { freshFolder, removeFolder } from './servers.js';

/** A server that a test may kill; its data outlives it. */
export interface OwnServer<Server> {
  server: Server;
  /** Ends it at once, with nothing written or said. */
  kill(): Promise<void>;
  /** Starts it again over its data: where it was, or for a look beforehand on a port that nobody else knows. */
  start(port?: number): Promise<Server>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

/** PostgreSQL as in production: what is committed is on the disk. Killed by its immediate shutdown (SIGQUIT). */
export function ownPostgres(): Promise<OwnServer<EmbeddedPostgres>> {
  return ownServer('postgres', 'SIGQUIT', (dataDir, port) =>
    startPostgres({ dataDir, port, durable: true, database: 'postgres' }),
  );
}

/** Temporal's development server on a database file. */
export function ownTemporal(): Promise<OwnServer<EmbeddedTemporal>> {
  return ownServer('temporal', 'SIGKILL', (dataDir, port) =>
    startTemporal({ dataDir, port, uiPort: null, persistent: true, log: (line) => console.error(line) }),
  );
}

async function ownServer<Server extends { pid: number; exited: Promise<unknown>; stop(): Promise<void> }>(
  name: 'postgres' | 'temporal',
  deadly: NodeJS.Signals,
  begin: (dataDir: string, port: number) => Promise<Server>,
): Promise<OwnServer<Server>> {
  const folder = await freshFolder();
  const start = async (port: number) => {
    const server = await begin(path.join(folder, name), port);
    recordProcess(path.join(folder, `${name}.pid`), server.pid);
    return server;
  };
  const ownPort = await freePort();
  const own: OwnServer<Server> = {
    server: await start(ownPort),
    kill: async () => {
      process.kill(own.server.pid, deadly);
      await own.server.exited;
    },
    start: async (port = ownPort) => {
      own.server = await start(port);
      return own.server;
    },
    remove: async () => {
      await own.server.stop();
      removeFolder(folder);
    },
  };
  return own;
}
