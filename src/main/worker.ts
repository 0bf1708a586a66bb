import { hostname } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Runtime } from '@temporalio/worker';
import { taskQueues } from '../contract/queues.js';
import { sweepBlobs } from '../runs/begun-blobs.js';
import { reconcileSchedules } from '../settings/schedules.js';
import { registerSearchAttributes } from '../settings/search-attributes.js';
import { log, temporalLogger } from '../telemetry/log.js';
import { blobStoreFromEnv, databaseFromEnv, privateHostsAllowed, temporalClientFromEnv } from './environment.js';
import { aborted, stopSignal } from './stop-signal.js';
import { createWorkers, runWorkers } from './workers.js';

const hour = 3600_000;
const poolSize = 12;

/**
 * V8 lets the old generation grow to a multiple of what lives in it before it collects; what a large file leaves behind
 * would fill that (record 27).
 */
const heapGrowingPercent = 50;

/**
 * The worker process: runs until SIGINT or SIGTERM, then lets activities end within their grace time. A signal that comes
 * while it starts is obeyed once it runs.
 */
export async function runWorker(): Promise<void> {
  const stopping = stopSignal();
  setFlagsFromString(`--heap-growing-percent=${heapGrowingPercent}`);
  Runtime.install({ logger: temporalLogger(), shutdownSignals: [] });
  const queues = taskQueues(process.env.DAILYSYNC_QUEUE_PREFIX);
  const db = databaseFromEnv('dailysync worker', poolSize);
  const client = await temporalClientFromEnv();
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const connection = await NativeConnection.connect(connectionOptions);
  await registerSearchAttributes(client, namespace ?? 'default');
  const { keyRing, blobs } = await blobStoreFromEnv();
  // In the background: with thousands of scopes it takes minutes, and runs need not wait for it.
  const keepTidy = () => {
    void reconcileSchedules(db, client, queues).catch((error) =>
      log.error({ error: error.name }, 'Schedules were not made equal to the settings'),
    );
    void sweepBlobs(db, blobs).catch((error) =>
      log.error({ error: error.code }, 'what broken transfers left in the blob store was not removed'),
    );
  };
  keepTidy();
  const timer = setInterval(keepTidy, hour);

  const workers = await createWorkers({
    connection,
    namespace: namespace ?? 'default',
    dependencies: {
      db,
      blobs,
      keyRing,
      client,
      queues,
      allowPrivateHosts: privateHostsAllowed(),
      rowsPerBatch: Number(process.env.DAILYSYNC_ROWS_PER_BATCH ?? 50_000),
    },
    slots: { fetch: 16, data: poolSize - 4 },
  });
  log.info({ queues, host: hostname() }, 'worker runs');
  try {
    await runWorkers(workers, () => aborted(stopping));
    log.info('worker stopped');
  } finally {
    clearInterval(timer);
    await connection.close();
    await client.connection.close();
    await db.destroy();
  }
}
