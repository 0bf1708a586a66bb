import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import type { BlobStore } from '../src/blobs/blob-store.js';
import type { TaskQueues } from '../src/contract/queues.js';
import type { KeyRing } from '../src/secrets/key-ring.js';

/** What activities work with; a worker's start makes it once. */
export interface ActivityDependencies {
  db: Knex;
  blobs: BlobStore;
  keyRing: KeyRing;
  client: Client;
  queues: TaskQueues;
  /** SFTP servers on private and loopback addresses may be connected to (the demo, tests, one's own network). */
  allowPrivateHosts: boolean;
  /** Rows of a guardian file that one batch reads. */
  rowsPerBatch: number;
  /** How long waits for people last, seconds; by the scope's Schedule if absent. */
  waitSeconds?: number;
  /** How long until a file that is not complete is looked at again, seconds; 15 minutes where absent. */
  lookAgainSeconds?: number;
}
