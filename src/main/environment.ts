import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Knex } from 'knex';
import { type BlobStore, openBlobStore } from '../blobs/blob-store.js';
import { SyncFailure } from '../contract/failures.js';
import { openDatabase } from '../db/database.js';
import type { KeyRing } from '../secrets/key-ring.js';
import { openKeyRing } from '../secrets/key-source.js';

/** What the environment variables of a process name; docs/operating.md lists them. */
export function databaseFromEnv(applicationName: string, max?: number): Knex {
  const url = process.env.DATABASE_URL;
  if (!url) throw missing('DATABASE_URL', 'the PostgreSQL database');
  return openDatabase(url, { applicationName, ...(max === undefined ? {} : { max }) });
}

export async function blobStoreFromEnv(): Promise<{ keyRing: KeyRing; blobs: BlobStore }> {
  const root = process.env.DAILYSYNC_BLOB_DIR;
  if (!root) throw missing('DAILYSYNC_BLOB_DIR', 'the folder of received files');
  const keyRing = await openKeyRing();
  return { keyRing, blobs: openBlobStore({ root }, keyRing) };
}

/** By the standard TEMPORAL_* variables. */
export async function temporalClientFromEnv(): Promise<Client> {
  const { connectionOptions, namespace } = loadClientConnectConfig();
  try {
    const connection = await Connection.connect({ ...connectionOptions, connectTimeout: '10 seconds' });
    return new Client({ connection, namespace });
  } catch (error) {
    const address = connectionOptions.address ?? 'localhost:7233';
    throw new SyncFailure(
      'TemporalUnreachable',
      `Temporal does not answer at ${address}. Start "dailysync up", or set TEMPORAL_ADDRESS.`,
      {
        retryable: true,
        cause: error,
      },
    );
  }
}

/** SFTP servers inside the operator's own network are refused unless this is set. */
export function privateHostsAllowed(): boolean {
  return process.env.DAILYSYNC_ALLOW_PRIVATE_HOSTS === '1';
}

function missing(name: string, what: string): SyncFailure {
  return new SyncFailure(
    'EnvironmentMissing',
    `Set ${name} to name ${what}, or use "dailysync up", which brings everything.`,
  );
}
