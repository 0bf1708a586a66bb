import { existsSync, mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SyncFailure } from '../contract/failures.js';
import { createKeyFile } from '../secrets/key-source.js';
import { asDataFolderFailure, makeDataFolder } from './data-folder.js';
import { lockDataFolder } from './data-folder-lock.js';
import { type KeptProcess, keepRunning } from './keep-running.js';
import { requirePort } from './ports.js';
import { startPostgres } from './postgres.js';
import { logTail, type RunningProcess, recordedProcess, recordProcess, spawnLogged, stopForeign } from './processes.js';
import { removeSystemFile, writeSystemFile } from './system-file.js';
import { startTemporal } from './temporal.js';

export type PartName = 'postgres' | 'temporal' | 'worker' | 'web';
/** A program and its arguments. */
export type Command = readonly [string, ...string[]];

export interface SystemOptions {
  /** Everything that must survive a restart is in here; made when missing. */
  dataDir: string;
  ports: { postgres: number; temporal: number; ui: number; web: number };
  children: { migrate: Command; worker: Command; web: Command };
  /** Base for the children's environment. DATABASE_URL or TEMPORAL_ADDRESS in it replace the embedded part. */
  env: NodeJS.ProcessEnv;
  /** One line for each thing worth telling a person. */
  log: (line: string) => void;
}

export interface RunningSystem {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  /** null with a Temporal server of one's own, unless TEMPORAL_UI_URL says where its interface is. */
  readonly uiUrl: string | null;
  readonly webUrl: string;
  /** What the children run with: for another program that is to use the same system. */
  readonly env: NodeJS.ProcessEnv;
  child(name: PartName): { readonly pid: number | null };
  /** Ends web, worker (which may finish what it is at: 30 s), Temporal and PostgreSQL, in this order. */
  stop(): Promise<void>;
}

const WORKER_GRACE_MS = 30_000;
const WEB_GRACE_MS = 10_000;
const WEB_START_TIMEOUT_MS = 60_000;

/**
 * Runs the whole system on this machine: PostgreSQL, Temporal's server, migrations, worker and web, each a process of
 * its own that is started again when it ends. The children get DATABASE_URL, TEMPORAL_ADDRESS, TEMPORAL_UI_URL,
 * DAILYSYNC_KEY_FILE, DAILYSYNC_BLOB_DIR and DAILYSYNC_WEB_PORT.
 *
 * @throws SyncFailure `DataFolderInUse`, `DataFolderUnwritable`, `PortTaken`, `KeyFileGone`, `ChildFailed` or a failure
 *   of an embedded server; whatever had been started is stopped again
 */
export async function startSystem(options: SystemOptions): Promise<RunningSystem> {
  const dataDir = path.resolve(options.dataDir);
  makeDataFolder(dataDir);
  const unlock = lockDataFolder(dataDir);
  const parts = new Map<PartName, KeptProcess>();
  removeSystemFile(dataDir);
  const stop = async () => {
    removeSystemFile(dataDir);
    for (const name of ['web', 'worker', 'temporal', 'postgres'] as const) await parts.get(name)?.stop();
    unlock();
  };
  try {
    return await start({ ...options, dataDir }, parts, stop);
  } catch (error) {
    await stop();
    throw asDataFolderFailure(error, dataDir);
  }
}

async function start(
  options: SystemOptions,
  parts: Map<PartName, KeptProcess>,
  stop: () => Promise<void>,
): Promise<RunningSystem> {
  const { dataDir, ports, children, log } = options;
  const folders = { logs: path.join(dataDir, 'logs'), run: path.join(dataDir, 'run') };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pidFile = (name: string) => path.join(folders.run, `${name}.pid`);
  for (const name of ['web', 'worker', 'temporal']) await stopLeftover(name, pidFile(name), log);
  await requirePort(ports.web, 'the web interface', '--web-port');

  const env: NodeJS.ProcessEnv = {
    DAILYSYNC_BLOB_DIR: path.join(dataDir, 'blobs'),
    ...options.env,
    ...(await keySettings(dataDir, options.env)),
    DAILYSYNC_WEB_PORT: String(ports.web),
  };
  const keep = async <T extends RunningProcess>(name: PartName, begin: () => Promise<T>): Promise<T> => {
    let first!: T;
    const recorded = async () => {
      first = await begin();
      recordProcess(pidFile(name), first.pid);
      return first;
    };
    parts.set(name, await keepRunning(name, recorded, log));
    return first;
  };

  if (!env.DATABASE_URL) {
    const postgres = await keep('postgres', () =>
      startPostgres({
        dataDir: path.join(dataDir, 'postgres'),
        port: ports.postgres,
        durable: true,
        database: 'dailysync',
      }),
    );
    env.DATABASE_URL = postgres.url;
    log(`PostgreSQL runs on port ${ports.postgres}`);
  }
  if (!env.TEMPORAL_ADDRESS) {
    const temporal = await keep('temporal', () =>
      startTemporal({
        dataDir: path.join(dataDir, 'temporal'),
        port: ports.temporal,
        uiPort: ports.ui,
        persistent: true,
        log,
      }),
    );
    env.TEMPORAL_ADDRESS = temporal.address;
    env.TEMPORAL_UI_URL = temporal.uiUrl ?? undefined;
    log(`Temporal runs on port ${ports.temporal}`);
  }
  const child = (name: string, [command, ...args]: Command, graceMs: number, tellsReady = false) =>
    spawnLogged({ command, args, env, logFile: path.join(folders.logs, `${name}.log`), graceMs, tellsReady });

  log(`Starting worker and web interface; their logs are in ${folders.logs}`);
  await finished('migrate', await child('migrate', children.migrate, WEB_GRACE_MS), folders.logs);
  await keep('worker', () => child('worker', children.worker, WORKER_GRACE_MS + 10_000, true));
  await keep('web', async () => {
    const web = await child('web', children.web, WEB_GRACE_MS);
    await listening(web, ports.web, folders.logs);
    return web;
  });
  writeSystemFile(dataDir, env);
  return {
    databaseUrl: env.DATABASE_URL,
    temporalAddress: env.TEMPORAL_ADDRESS,
    uiUrl: env.TEMPORAL_UI_URL ?? null,
    webUrl: `http://127.0.0.1:${ports.web}`,
    env,
    child: (name) => parts.get(name) ?? { pid: null },
    stop,
  };
}

/** A parent that was killed leaves its children running; they would hold the ports and work at the same time as the new ones. */
async function stopLeftover(name: string, pidFile: string, log: (line: string) => void): Promise<void> {
  const pid = recordedProcess(pidFile);
  if (pid === null) return;
  log(`Stopping ${name} (process ${pid}), left over from a start that was killed`);
  await stopForeign(pid, 'SIGTERM', WORKER_GRACE_MS);
}

async function keySettings(dataDir: string, env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  if (env.DAILYSYNC_KEYS || env.DAILYSYNC_KEY_FILE) return {};
  const file = path.join(dataDir, 'keys');
  if (!existsSync(file)) {
    // A fresh key with old data would look well and fail at the first password that has to be read.
    if (['postgres', 'blobs'].some((data) => existsSync(path.join(dataDir, data)))) {
      throw new SyncFailure(
        'KeyFileGone',
        `The key file ${file} is gone, and passwords and files in this data folder were encrypted with it. ` +
          'Put it back from your backup, or choose a fresh data folder with --data.',
      );
    }
    await createKeyFile(file);
  }
  return { DAILYSYNC_KEY_FILE: file };
}

async function finished(name: string, child: RunningProcess, logs: string): Promise<void> {
  const { code } = await child.exited;
  if (code !== 0) throw childFailed(name, 'ended with an error', logs);
}

async function listening(child: RunningProcess, port: number, logs: string): Promise<void> {
  let ended = false;
  void child.exited.then(() => {
    ended = true;
  });
  const deadline = Date.now() + WEB_START_TIMEOUT_MS;
  while (!(await accepts(port))) {
    if (ended) throw childFailed('web', 'ended while starting', logs);
    if (Date.now() > deadline) {
      await child.stop();
      throw childFailed('web', 'did not answer within a minute', logs);
    }
    await delay(50);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function childFailed(name: string, what: string, logs: string): SyncFailure {
  const file = path.join(logs, `${name}.log`);
  return new SyncFailure(
    'ChildFailed',
    `\`dailysync ${name}\` ${what}. Its log, ${file}, ends with:\n${logTail(file)}`,
  );
}
