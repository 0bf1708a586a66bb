import { connect } from 'node:net';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import { readSystemFile } from '../embedded/system-file.js';
import type { Cli } from './cli.js';

const DEFAULT_DATA_FOLDER = '.dailysync';
const POOL_SIZE = 4;

/**
 * Takes what the environment lacks from the system that runs in the data folder. An environment with a database of its
 * own is another system's: then nothing is mixed in.
 */
export function useRunningSystem(cli: Cli): void {
  const found = readSystemFile(path.resolve(cli.dataFolder ?? DEFAULT_DATA_FOLDER));
  if (found === null || (process.env.DATABASE_URL && process.env.DATABASE_URL !== found.DATABASE_URL)) return;
  for (const [name, value] of Object.entries(found)) process.env[name] ||= value;
}

/** @throws SyncFailure `SystemNotFound` if neither the environment nor the data folder names a database */
export async function withDatabase<Result>(cli: Cli, work: (db: Knex) => Promise<Result>): Promise<Result> {
  useRunningSystem(cli);
  if (!process.env.DATABASE_URL) {
    const folder = cli.dataFolder ?? DEFAULT_DATA_FOLDER;
    throw new SyncFailure(
      'SystemNotFound',
      `No DailySync runs in the data folder ${folder}. Start "dailysync up" there, name its folder with --data, or set DATABASE_URL and TEMPORAL_ADDRESS.`,
    );
  }
  const { databaseFromEnv } = await import('../main/environment.js');
  const db = databaseFromEnv('dailysync command', POOL_SIZE);
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

/** To be called within withDatabase: it has taken the environment in. @throws SyncFailure `TemporalUnreachable` */
export async function withTemporal<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
  const { temporalClientFromEnv } = await import('../main/environment.js');
  await assertListening();
  const client = await temporalClientFromEnv();
  try {
    return await work(client);
  } finally {
    await client.connection.close();
  }
}

/** The client tries for ten seconds; if nobody listens at the port, that is known at once. */
async function assertListening(): Promise<void> {
  const { loadClientConnectConfig } = await import('@temporalio/envconfig');
  const address = loadClientConnectConfig().connectionOptions.address ?? 'localhost:7233';
  const at = address.lastIndexOf(':');
  const socket = connect({ host: address.slice(0, at), port: Number(address.slice(at + 1)), timeout: 2000 });
  const refused = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(false)).once('timeout', () => resolve(false));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
  socket.destroy();
  if (!refused) return;
  throw new SyncFailure(
    'TemporalUnreachable',
    `Temporal does not answer at ${address}. Start "dailysync up", or set TEMPORAL_ADDRESS.`,
  );
}
