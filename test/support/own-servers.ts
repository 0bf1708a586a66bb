import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../src/embedded/ports.js';
import { type EmbeddedPostgres, startPostgres } from '../../src/embedded/postgres.js';
import { removeCluster } from '../../src/embedded/postgres-home.js';
import { type EmbeddedTemporal, startTemporal } from '../../src/embedded/temporal.js';

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
  return ownServer('SIGQUIT', (dataDir, port) => startPostgres({ dataDir, port, durable: true, database: 'postgres' }));
}

/** Temporal's development server on a database file. */
export function ownTemporal(): Promise<OwnServer<EmbeddedTemporal>> {
  return ownServer('SIGKILL', (dataDir, port) =>
    startTemporal({ dataDir, port, uiPort: null, persistent: true, log: (line) => console.error(line) }),
  );
}

async function ownServer<Server extends { pid: number; exited: Promise<unknown>; stop(): Promise<void> }>(
  deadly: NodeJS.Signals,
  begin: (dataDir: string, port: number) => Promise<Server>,
): Promise<OwnServer<Server>> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'dailysync-own-'));
  // As root PostgreSQL runs as another user, who has to pass through.
  chmodSync(dataDir, 0o711);
  const ownPort = await freePort();
  const own: OwnServer<Server> = {
    server: await begin(dataDir, ownPort),
    kill: async () => {
      process.kill(own.server.pid, deadly);
      await own.server.exited;
    },
    start: async (port = ownPort) => {
      own.server = await begin(dataDir, port);
      return own.server;
    },
    remove: async () => {
      await own.server.stop();
      removeCluster(dataDir);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return own;
}
