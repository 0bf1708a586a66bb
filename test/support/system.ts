import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, type WorkflowBundle } from '@temporalio/worker';
import type { Knex } from 'knex';
import { type BlobStore, openBlobStore } from '../../src/blobs/blob-store.js';
import { type TaskQueues, taskQueues } from '../../src/contract/queues.js';
import { type SftpServer, startSftpServer } from '../../src/demo/sftp-server.js';
import { createWorkers, runWorkers, type WorkersOptions } from '../../src/main/workers.js';
import { parseKeyRing } from '../../src/secrets/key-ring.js';
import { addDistrict } from '../../src/settings/scopes.js';
import { changeSettings } from '../../src/settings/settings.js';
import { createTestDatabase } from './database.js';
import { testTemporal } from './servers.js';

let bundle: Promise<WorkflowBundle> | undefined;

/** The workflows' code, bundled once for the whole test run. */
export function workflowBundle(): Promise<WorkflowBundle> {
  bundle ??= bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    logger: new DefaultLogger('WARN'),
  });
  return bundle;
}

/**
 * A whole system of one's own for a test file: database, blob store, SFTP server with a folder, task queues, and one
 * district that is set up to sync from there. PostgreSQL and Temporal are the test run's.
 */
export interface TestSystem {
  db: Knex;
  databaseUrl: string;
  blobs: BlobStore;
  client: Client;
  queues: TaskQueues;
  sftp: SftpServer;
  /** Slug of the district. */
  scope: string;
  password: string;
  /** For worker processes started by the test. */
  env: Record<string, string>;
  putFile(name: string, content: string | Uint8Array): Promise<void>;
  removeFile(name: string): Promise<void>;
  set(changes: Record<string, string>): Promise<void>;
  /** Runs workers in this process while `work` runs. */
  withWorkers<Result>(
    work: () => Promise<Result>,
    options?: Partial<WorkersOptions & { rowsPerBatch: number; waitSeconds: number }>,
  ): Promise<Result>;
  stop(): Promise<void>;
}

export async function createTestSystem(): Promise<TestSystem> {
  const id = randomBytes(4).toString('hex');
  const scope = `d-${id}`;
  const folder = await mkdtemp(path.join(tmpdir(), 'dailysync-system-'));
  const keys = `k1:${randomBytes(32).toString('base64')}`;
  const keyRing = parseKeyRing(keys, 'the test');
  const password = randomBytes(8).toString('hex');
  const root = path.join(folder, 'sftp');
  await mkdir(root);
  const [{ db, url, drop }, { temporalAddress }, sftp] = await Promise.all([
    createTestDatabase(),
    testTemporal(),
    startSftpServer({ root, users: { district: { password } } }),
  ]);
  const connection = await Connection.connect({ address: temporalAddress });
  const nativeConnection = await NativeConnection.connect({ address: temporalAddress });
  const client = new Client({ connection });
  const queuePrefix = `${id}-`;
  const queues = taskQueues(queuePrefix);
  const blobDir = path.join(folder, 'blobs');
  const blobs = openBlobStore({ root: blobDir }, keyRing);
  const set = async (changes: Record<string, string>) => {
    await changeSettings(db, keyRing, scope, changes);
  };
  await addDistrict(db, { slug: scope, name: `District ${id}` });
  await set({
    'sftp.host': '127.0.0.1',
    'sftp.port': String(sftp.port),
    'sftp.username': 'district',
    'sftp.password': password,
    'sftp.path': '/',
    'guardians.enabled': 'true',
    'guardians.quietSeconds': '0',
    'guardians.waitForFileMinutes': '0',
  });
  return {
    db,
    databaseUrl: url,
    blobs,
    client,
    queues,
    sftp,
    scope,
    password,
    env: {
      DATABASE_URL: url,
      TEMPORAL_ADDRESS: temporalAddress,
      DAILYSYNC_QUEUE_PREFIX: queuePrefix,
      DAILYSYNC_KEYS: keys,
      DAILYSYNC_BLOB_DIR: blobDir,
      DAILYSYNC_ALLOW_PRIVATE_HOSTS: '1',
    },
    putFile: (name, content) => writeFile(path.join(root, name), content),
    removeFile: (name) => rm(path.join(root, name)),
    set,
    withWorkers: async (work, options = {}) => {
      const { rowsPerBatch = 50_000, waitSeconds, ...rest } = options;
      const workers = await createWorkers({
        connection: nativeConnection,
        namespace: 'default',
        workflowBundle: await workflowBundle(),
        shutdownGrace: '1 second',
        dependencies: {
          db,
          blobs,
          keyRing,
          client,
          queues,
          allowPrivateHosts: true,
          rowsPerBatch,
          ...(waitSeconds === undefined ? {} : { waitSeconds }),
        },
        ...rest,
      });
      return (await runWorkers(workers, work)) as Awaited<ReturnType<typeof work>>;
    },
    stop: async () => {
      await nativeConnection.close();
      await connection.close();
      await sftp.stop();
      await drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
