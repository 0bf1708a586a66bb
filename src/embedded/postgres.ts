import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { SyncFailure } from '../contract/failures.js';
import { requirePort } from './ports.js';
import { type PostgresHome, postgresHome } from './postgres-home.js';
import { commandLine, isAlive, logTail, type RunningProcess, spawnLogged, stopForeign } from './processes.js';

export interface PostgresOptions {
  /** Holds the password, the log and, if the server's user can enter it, the cluster. */
  dataDir: string;
  port: number;
  /** false: a crash of the machine may lose everything, and tests are several times faster. */
  durable: boolean;
  /** Created when missing; `url` points at it. */
  database: string;
}

export interface EmbeddedPostgres extends RunningProcess {
  /** Superuser, `database`. */
  readonly url: string;
  /** Superuser, the database `postgres`: for creating and dropping others. */
  readonly adminUrl: string;
}

const SUPERUSER = 'dailysync';
const MAJOR = '18';
const START_TIMEOUT_MS = 60_000;

/**
 * Starts PostgreSQL on 127.0.0.1 over the cluster of `dataDir`, making the cluster when there is none. A server of the
 * same cluster that an earlier, killed parent left running is stopped first.
 *
 * @throws SyncFailure `PortTaken`, `EmbeddedPostgresUnavailable`, `EmbeddedPostgresVersion`, `EmbeddedPostgresFailed`
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, port, database } = options;
  const home = postgresHome(dataDir);
  const password = await ensureCluster(home, options);
  await stopLeftover(home.clusterDir);
  await requirePort(port, 'PostgreSQL', '--pg-port');
  const logFile = path.join(dataDir, 'postgres.log');
  const server = await spawnLogged({
    command: path.join(home.binDir, 'postgres'),
    args: ['-D', home.clusterDir, ...settings(options).flatMap((setting) => ['-c', setting])],
    env: serverEnvironment(),
    cwd: '/',
    user: home.user,
    logFile,
    // SIGINT is PostgreSQL's "fast" shutdown: it ends sessions and writes a checkpoint.
    stopSignal: 'SIGINT',
    graceMs: 60_000,
  });
  const urlOf = (name: string) => `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${name}`;
  try {
    await ready(server, urlOf('postgres'), logFile);
    await ensureDatabase(urlOf('postgres'), database);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { ...server, url: urlOf(database), adminUrl: urlOf('postgres') };
}

function settings({ port, durable }: PostgresOptions): string[] {
  return [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    // The path of a socket is limited to 107 bytes, a data folder isn't.
    'unix_socket_directories=',
    'max_connections=200',
    'shared_buffers=256MB',
    'max_wal_size=2GB',
    'timezone=UTC',
    'log_timezone=UTC',
    // PostgreSQL quotes cells in its errors. What it writes itself (start, stop, crash) is level LOG, above ERROR.
    'log_min_messages=log',
    'log_min_error_statement=panic',
    'log_error_verbosity=terse',
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum_naptime=10s']),
  ];
}

// A password even on loopback: every user of the machine can connect there, and the database holds families' data.
async function ensureCluster(home: PostgresHome, { dataDir, durable }: PostgresOptions): Promise<string> {
  const { clusterDir, user } = home;
  const passwordFile = path.join(dataDir, 'password');
  const version = path.join(clusterDir, 'PG_VERSION');
  if (existsSync(version)) {
    const found = readFileSync(version, 'utf8').trim();
    if (found === MAJOR) return readFileSync(passwordFile, 'utf8').trim();
    throw new SyncFailure(
      'EmbeddedPostgresVersion',
      `The database in ${clusterDir} was made by PostgreSQL ${found}; this version runs ${MAJOR}. ` +
        'Dump it with the old version and load it into a fresh data folder.',
    );
  }
  const password = randomBytes(24).toString('hex');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  // Made in a temporary place and renamed: a cluster whose making was broken off is never taken for a whole one.
  const partial = `${clusterDir}.new`;
  const passwordForInitdb = path.join(path.dirname(clusterDir), 'initdb.password');
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { mode: 0o700 });
  writeFileSync(passwordForInitdb, `${password}\n`, { mode: 0o600 });
  if (user) {
    chownSync(partial, user.uid, user.gid);
    chownSync(passwordForInitdb, user.uid, user.gid);
  }
  try {
    await promisify(execFile)(
      path.join(home.binDir, 'initdb'),
      [
        `--pgdata=${partial}`,
        `--username=${SUPERUSER}`,
        '--auth=scram-sha-256',
        `--pwfile=${passwordForInitdb}`,
        '--encoding=UTF8',
        // The same order and case rules on every machine, whatever its locales.
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-instructions',
        ...(durable ? [] : ['--no-sync']),
      ],
      { ...user, cwd: '/', env: serverEnvironment() },
    );
    renameSync(partial, clusterDir);
  } catch (error) {
    throw new SyncFailure(
      'EmbeddedPostgresFailed',
      `PostgreSQL's data folder ${clusterDir} could not be made: ${(error as { stderr?: string }).stderr?.trim() || (error as Error).message}`,
      { cause: error },
    );
  } finally {
    rmSync(passwordForInitdb, { force: true });
    rmSync(partial, { recursive: true, force: true });
  }
  return password;
}

/** Ends a server that still runs over this cluster, and removes a lock file whose pid now belongs to somebody else. */
async function stopLeftover(clusterDir: string): Promise<void> {
  const lock = path.join(clusterDir, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return;
  const command = commandLine(pid);
  if (command === null || command.includes(clusterDir)) await stopForeign(pid, 'SIGINT', 60_000);
  // Another program, or a zombie: PostgreSQL would take it for a running server.
  else rmSync(lock, { force: true });
}

async function ready(server: RunningProcess, url: string, logFile: string): Promise<void> {
  let ended = false;
  void server.exited.then(() => {
    ended = true;
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query('select 1');
      return;
    } catch (error) {
      if (ended || Date.now() > deadline) {
        throw new SyncFailure(
          'EmbeddedPostgresFailed',
          `PostgreSQL ${ended ? 'ended while starting' : 'did not get ready within a minute'}. Its log, ${logFile}, ends with:\n${logTail(logFile)}`,
          { retryable: true, cause: error },
        );
      }
    } finally {
      await client.end().catch(() => {});
    }
    await delay(50);
  }
}

async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

const serverEnvironment = (): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' });
