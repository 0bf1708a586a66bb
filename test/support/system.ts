import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { Knex } from 'knex';
import { type BlobStore, openBlobStore } from '../../src/blobs/blob-store.js';
import { type TaskQueues, taskQueues } from '../../src/contract/queues.js';
import { createHostKey, type SftpServer, type SftpServerOptions, startSftpServer } from '../../src/demo/sftp-server.js';
import { createWorkers, runWorkers, type WorkersOptions } from '../../src/main/workers.js';
import { type KeyRing, parseKeyRing } from '../../src/secrets/key-ring.js';
import { addDistrict, addSchool } from '../../src/settings/scopes.js';
import { changeSettings } from '../../src/settings/settings.js';
import { createTestDatabase } from './database.js';
import { testTemporal } from './servers.js';
import { workflowBundle } from './workflow-bundle.js';

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
  /** Starts the stopped SFTP server again: the same port and host key. */
  restartSftp(): Promise<void>;
  /** Slug of the district. */
  scope: string;
  password: string;
  /** For worker processes started by the test. */
  env: Record<string, string>;
  /** Where a file of the SFTP folder is on this machine. */
  file(name: string): string;
  putFile(name: string, content: string | Uint8Array): Promise<void>;
  removeFile(name: string): Promise<void>;
  set(changes: Record<string, string>): Promise<void>;
  /**
   * The system with a further district as its scope, which syncs from a folder of its own on the same SFTP server. Workflows
   * are named by their scope, and test files share one Temporal server: so the slug has more than the name.
   */
  withDistrict(name: string): Promise<TestSystem>;
  /** The system with a school of its district as its scope, likewise. `sourceId` is the roster's id of the school. */
  withSchool(slug: string, sourceId: string): Promise<TestSystem>;
  /** Runs workers in this process while `work` runs. */
  withWorkers<Result>(
    work: () => Promise<Result>,
    options?: Partial<
      WorkersOptions & {
        rowsPerBatch: number;
        waitSeconds: number;
        lookAgainSeconds: number;
        db: Knex;
        blobs(keyRing: KeyRing): BlobStore;
      }
    >,
  ): Promise<Result>;
  stop(): Promise<void>;
}

export interface TestSystemOptions {
  /** Servers that the test started to disturb them; the test run's where absent. */
  adminUrl?: string;
  temporalAddress?: string;
  /** Called before the SFTP server sends bytes of a file. */
  beforeRead?: NonNullable<SftpServerOptions['hooks']>['beforeRead'];
}

export async function createTestSystem(options: TestSystemOptions = {}): Promise<TestSystem> {
  const id = randomBytes(4).toString('hex');
  const scope = `d-${id}`;
  const folder = await mkdtemp(path.join(tmpdir(), 'dailysync-system-'));
  const keys = `k1:${randomBytes(32).toString('base64')}`;
  const keyRing = parseKeyRing(keys, 'the test');
  const password = randomBytes(8).toString('hex');
  const root = path.join(folder, 'sftp');
  await mkdir(root);
  const sftpOptions: SftpServerOptions = {
    root,
    users: { district: { password } },
    hostKey: createHostKey(),
    hooks: { beforeRead: options.beforeRead },
  };
  const [{ db, url, drop }, temporalAddress, sftp] = await Promise.all([
    createTestDatabase(options.adminUrl),
    options.temporalAddress ?? testTemporal().then((server) => server.temporalAddress),
    startSftpServer(sftpOptions),
  ]);
  const connection = await Connection.connect({ address: temporalAddress });
  const nativeConnection = await NativeConnection.connect({ address: temporalAddress });
  const client = new Client({ connection });
  const queuePrefix = `${id}-`;
  const queues = taskQueues(queuePrefix);
  const blobDir = path.join(folder, 'blobs');
  const blobs = openBlobStore({ root: blobDir }, keyRing);
  const setUp = async (slug: string, sftpPath: string) => {
    const set = async (changes: Record<string, string>) => {
      await changeSettings(db, keyRing, slug, changes);
    };
    await set({
      'sftp.host': '127.0.0.1',
      'sftp.port': String(sftp.port),
      'sftp.username': 'district',
      'sftp.password': password,
      'sftp.path': sftpPath,
      'guardians.enabled': 'true',
      'guardians.quietSeconds': '0',
      'guardians.waitForFileMinutes': '0',
    });
    const file = (name: string) => path.join(root, sftpPath, name);
    return {
      scope: slug,
      set,
      file,
      putFile: (name: string, content: string | Uint8Array) => writeFile(file(name), content),
      removeFile: (name: string) => rm(file(name)),
    };
  };
  await addDistrict(db, { slug: scope, name: `District ${scope}` });
  const system: TestSystem = {
    ...(await setUp(scope, '/')),
    db,
    databaseUrl: url,
    blobs,
    client,
    queues,
    sftp,
    restartSftp: async () => {
      system.sftp = await startSftpServer({ ...sftpOptions, port: sftp.port });
    },
    password,
    env: {
      DATABASE_URL: url,
      TEMPORAL_ADDRESS: temporalAddress,
      DAILYSYNC_QUEUE_PREFIX: queuePrefix,
      DAILYSYNC_KEYS: keys,
      DAILYSYNC_BLOB_DIR: blobDir,
      DAILYSYNC_ALLOW_PRIVATE_HOSTS: '1',
    },
    withDistrict: async (name) => {
      const slug = `${name}-${id}`;
      await mkdir(path.join(root, slug));
      await addDistrict(db, { slug, name: `District ${slug}` });
      return { ...system, ...(await setUp(slug, `/${slug}`)) };
    },
    withSchool: async (slug, sourceId) => {
      await mkdir(path.join(root, slug));
      await addSchool(db, { district: scope, slug, name: `School ${slug}`, sourceId });
      return { ...system, ...(await setUp(`${scope}/${slug}`, `/${slug}`)) };
    },
    withWorkers: async (work, options = {}) => {
      const { rowsPerBatch = 50_000, waitSeconds, lookAgainSeconds, db: otherDb, blobs: otherBlobs, ...rest } = options;
      const workers = await createWorkers({
        connection: nativeConnection,
        namespace: 'default',
        workflowBundle: await workflowBundle(),
        workflowsInThisThread: true,
        shutdownGrace: '1 second',
        dependencies: {
          db: otherDb ?? db,
          blobs: otherBlobs?.(keyRing) ?? blobs,
          keyRing,
          client,
          queues,
          allowPrivateHosts: true,
          rowsPerBatch,
          ...(waitSeconds === undefined ? {} : { waitSeconds }),
          ...(lookAgainSeconds === undefined ? {} : { lookAgainSeconds }),
        },
        ...rest,
      });
      return (await runWorkers(workers, work)) as Awaited<ReturnType<typeof work>>;
    },
    stop: async () => {
      await nativeConnection.close();
      await connection.close();
      await system.sftp.stop();
      await drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return system;
}
