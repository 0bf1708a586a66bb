import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import { SyncFailure } from '../contract/failures.js';
import { searchAttributeNames } from '../contract/search-attributes.js';
import { requirePort } from './ports.js';
import { logTail, type RunningProcess, spawnLogged } from './processes.js';
import { temporalCli } from './temporal-cli.js';

export interface TemporalOptions {
  /** Holds the log and, when `persistent`, the database file. */
  dataDir: string;
  port: number;
  /** null: no web interface. */
  uiPort: number | null;
  /** false: everything is forgotten when the server ends. */
  persistent: boolean;
  log: (line: string) => void;
}

export interface EmbeddedTemporal extends RunningProcess {
  /** host:port of the gRPC service. */
  readonly address: string;
  readonly uiUrl: string | null;
}

/** Support looks back this far; the development server's own choice is one day. */
const RETENTION = '30d';
const START_TIMEOUT_MS = 60_000;
/** The server takes more ports, which it finds itself; if another program is quicker to take one, the server ends. */
const ATTEMPTS = 3;

/**
 * Starts Temporal's development server on 127.0.0.1 with the namespace `default`, our search attributes and a retention
 * of 30 days.
 *
 * @throws SyncFailure `PortTaken`, `TemporalCliMissing`, `EmbeddedTemporalFailed`
 */
export async function startTemporal(options: TemporalOptions): Promise<EmbeddedTemporal> {
  const { dataDir, port, uiPort } = options;
  const cli = await temporalCli(options.log);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  await requirePort(port, 'Temporal', '--temporal-port');
  if (uiPort !== null) await requirePort(uiPort, "Temporal's web interface", '--ui-port');
  for (let attempt = 1; ; attempt++) {
    try {
      return await startServer(cli, options);
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof SyncFailure) || error.details.ended !== true) throw error;
    }
  }
}

/** @throws SyncFailure `EmbeddedTemporalFailed`, with the detail `ended` if the server ended by itself */
async function startServer(
  cli: string,
  { dataDir, port, uiPort, persistent }: TemporalOptions,
): Promise<EmbeddedTemporal> {
  const logFile = path.join(dataDir, 'temporal.log');
  const server = await spawnLogged({
    command: cli,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error'],
      ...(uiPort === null ? ['--headless'] : ['--ui-port', String(uiPort)]),
      ...(persistent ? ['--db-filename', path.join(dataDir, 'temporal.db')] : []),
      ...searchAttributeNames.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
    ],
    env: withoutTemporalSettings(),
    logFile,
    stopSignal: 'SIGINT',
    graceMs: 15_000,
  });
  const address = `127.0.0.1:${port}`;
  try {
    await ready(server, address, logFile);
    await promisify(execFile)(
      cli,
      ['operator', 'namespace', 'update', '--address', address, '--namespace', 'default', '--retention', RETENTION],
      { env: withoutTemporalSettings(), timeout: 20_000 },
    );
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { ...server, address, uiUrl: uiPort === null ? null : `http://127.0.0.1:${uiPort}` };
}

async function ready(server: RunningProcess, address: string, logFile: string): Promise<void> {
  let ended = false;
  void server.exited.then(() => {
    ended = true;
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: '2s' });
      try {
        await connection.workflowService.describeNamespace({ namespace: 'default' });
        return;
      } finally {
        await connection.close();
      }
    } catch (error) {
      if (ended || Date.now() > deadline) {
        throw new SyncFailure(
          'EmbeddedTemporalFailed',
          `Temporal's server ${ended ? 'ended while starting' : 'did not get ready within a minute'}. Its log, ${logFile}, ends with:\n${logTail(logFile)}`,
          { retryable: true, cause: error, details: { ended } },
        );
      }
    }
    await delay(100);
  }
}

/** A profile or an address in the environment is meant for clients, not for the server we start. */
function withoutTemporalSettings(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_')));
}
