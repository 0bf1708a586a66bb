import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../src/embedded/ports.js';
import { type EmbeddedPostgres, startPostgres } from '../../src/embedded/postgres.js';
import { removeCluster } from '../../src/embedded/postgres-home.js';
import { recordedProcess, recordProcess, stopForeign } from '../../src/embedded/processes.js';
import { type EmbeddedTemporal, startTemporal } from '../../src/embedded/temporal.js';

const PREFIX = 'dailysync-test-';
const OWNER = 'owner.pid';

let folder: Promise<string> | undefined;
let postgres: Promise<EmbeddedPostgres> | undefined;
let temporal: Promise<EmbeddedTemporal> | undefined;

/**
 * The PostgreSQL server of this test run, started by the first who asks. TEST_DATABASE_URL (a superuser's) names one
 * that a developer keeps running instead.
 */
export async function testPostgres(): Promise<{ adminUrl: string }> {
  const own = process.env.TEST_DATABASE_URL;
  if (own) return { adminUrl: own };
  postgres ??= start('postgres', async (dataDir) =>
    startPostgres({ dataDir, port: await freePort(), durable: false, database: 'postgres' }),
  );
  return { adminUrl: (await postgres).adminUrl };
}

/** The Temporal server of this test run (namespace `default`), or the one that TEST_TEMPORAL_ADDRESS names. */
export async function testTemporal(): Promise<{ temporalAddress: string; temporalUiUrl?: string }> {
  const own = process.env.TEST_TEMPORAL_ADDRESS;
  if (own) return { temporalAddress: own };
  temporal ??= start('temporal', async (dataDir) =>
    startTemporal({
      dataDir,
      port: await freePort(),
      uiPort: null,
      persistent: false,
      log: (line) => console.log(line),
    }),
  );
  return { temporalAddress: (await temporal).address };
}

/** Both servers. */
export async function testServers(): Promise<{ adminUrl: string; temporalAddress: string; temporalUiUrl?: string }> {
  const [database, workflows] = await Promise.all([testPostgres(), testTemporal()]);
  return { ...database, ...workflows };
}

/** Stops what was started and removes its data. */
export async function stopTestServers(): Promise<void> {
  const running = await Promise.allSettled([postgres, temporal].filter((server) => server !== undefined));
  await Promise.all(running.map((server) => (server.status === 'fulfilled' ? server.value.stop() : undefined)));
  if (folder) removeFolder(await folder);
  postgres = temporal = folder = undefined;
}

async function start<T extends { pid: number }>(name: string, begin: (dataDir: string) => Promise<T>): Promise<T> {
  folder ??= freshFolder();
  const home = await folder;
  const server = await begin(path.join(home, name));
  recordProcess(path.join(home, `${name}.pid`), server.pid);
  return server;
}

/**
 * A folder for the data of servers, each in a subfolder with its process noted next to it (`recordProcess`) under the names
 * `postgres` and `temporal`: what a killed test run leaves behind, the next one ends and removes.
 */
export async function freshFolder(): Promise<string> {
  await removeLeftovers();
  const created = mkdtempSync(path.join(tmpdir(), PREFIX));
  // As root PostgreSQL runs as another user, who has to pass through.
  chmodSync(created, 0o711);
  recordProcess(path.join(created, OWNER), process.pid);
  return created;
}

/** Ends the servers and removes the data of test runs that were killed. */
async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const old = path.join(tmpdir(), name);
    // Without an owner it was made just now by another run.
    if (!existsSync(path.join(old, OWNER)) || recordedProcess(path.join(old, OWNER)) !== null) continue;
    for (const file of ['postgres.pid', 'temporal.pid']) {
      const server = recordedProcess(path.join(old, file));
      if (server !== null) await stopForeign(server, 'SIGINT', 10_000);
    }
    removeFolder(old);
  }
}

export function removeFolder(dir: string): void {
  removeCluster(path.join(dir, 'postgres'));
  rmSync(dir, { recursive: true, force: true });
}
