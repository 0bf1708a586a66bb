import { connectDemo } from '../demo/control-client.js';
import { answersThrough } from '../requests/answers.js';
import { log } from '../telemetry/log.js';
import { createWebServer } from '../web/server.js';
import { databaseFromEnv, temporalClientFromEnv } from './environment.js';

const poolSize = 8;

/**
 * The web process: runs until SIGINT or SIGTERM, then lets pages that are being made end.
 *
 * @throws SyncFailure `EnvironmentMissing`; the error of the port where it is taken
 */
export async function runWeb(): Promise<void> {
  const host = process.env.DAILYSYNC_WEB_HOST || '127.0.0.1';
  const port = Number(process.env.DAILYSYNC_WEB_PORT || 8080);
  const dataFolder = process.env.DAILYSYNC_DATA_FOLDER || null;
  // Set by the demo alone.
  const demo = process.env.DAILYSYNC_DEMO_CONTROL;
  const db = databaseFromEnv('dailysync web', poolSize);
  const app = createWebServer({
    db,
    temporalUiUrl: process.env.TEMPORAL_UI_URL || null,
    temporalNamespace: process.env.TEMPORAL_NAMESPACE || 'default',
    dataFolder,
    demo: demo ? connectDemo(demo) : null,
    // Without an address Temporal is nobody's in particular: pages then say the commands.
    answers: process.env.TEMPORAL_ADDRESS ? answersThrough(temporalClientFromEnv) : null,
    logError: (error) => log.error(error, 'a page failed'),
  });
  const stopped = signalled();
  try {
    await app.listen({ host, port });
    log.info({ host, port }, 'web interface runs, without login: it answers to this machine alone');
    await stopped;
  } finally {
    await app.close();
    await db.destroy();
  }
}

function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
