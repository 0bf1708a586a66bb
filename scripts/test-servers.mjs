// One PostgreSQL and one Temporal server for all of mocha's processes; each test file has its own database and queues.
import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import path from 'node:path';
import { ensureTemporalCli, root, say } from './setup.mjs';

const GIB = 2 ** 30;

/**
 * Runs `work` with the environment that lets tests find the servers, and a folder for what they write. Needs the build.
 * Servers that TEST_DATABASE_URL and TEST_TEMPORAL_ADDRESS name are used instead of new ones.
 */
export async function withServers(work) {
  // Workers in processes of their own run from the build.
  const env = { ...process.env, DAILYSYNC_TEST_BUILD: '1' };
  if (!env.TEST_TEMPORAL_ADDRESS) env.TEMPORAL_CLI = await ensureTemporalCli();
  const folder = mkdtempSync(path.join(roomyMemory() ?? tmpdir(), 'dailysync-mocha-'));
  env.TMPDIR = folder;
  // As root, PostgreSQL runs as another user, who has to pass through.
  chmodSync(folder, 0o711);
  const servers = await startServers(folder, env);
  try {
    return await work(env, folder);
  } finally {
    await servers.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A folder in memory if there is plenty: the tests make and drop tens of thousands of small tables, each of them three
 * files, which takes a quarter of their time on a disk.
 */
function roomyMemory() {
  const folder = '/dev/shm';
  if (!existsSync(folder) || freemem() < 12 * GIB) return null;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > 8 * GIB ? folder : null;
}

async function startServers(folder, env) {
  const embedded = (name) => import(path.join(root, 'dist/src/embedded', name));
  const [{ startPostgres }, { removeCluster }, { startTemporal }, { freePort }] = await Promise.all(
    ['postgres.js', 'postgres-home.js', 'temporal.js', 'ports.js'].map(embedded),
  );
  const running = [];
  const dataDir = path.join(folder, 'postgres');
  const stop = async () => {
    for (const server of running) await server.stop();
    await removeCluster(dataDir);
  };
  try {
    if (!env.TEST_DATABASE_URL) {
      const postgres = await startPostgres({ dataDir, port: await freePort(), durable: false, database: 'postgres' });
      running.push(postgres);
      env.TEST_DATABASE_URL = postgres.adminUrl;
    }
    if (!env.TEST_TEMPORAL_ADDRESS) {
      const options = {
        dataDir: path.join(folder, 'temporal'),
        port: await freePort(),
        uiPort: null,
        persistent: false,
      };
      const temporal = await startTemporal({ ...options, log: say });
      running.push(temporal);
      env.TEST_TEMPORAL_ADDRESS = temporal.address;
    }
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
