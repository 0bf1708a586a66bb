import type { Knex } from 'knex';
import type { BlobStore } from '../blobs/blob-store.js';
import type { KeyRing } from '../secrets/key-ring.js';

/** What a test of connections needs of the process that it runs in. */
export interface ConnectionContext {
  db: Knex;
  openKeyRing(): Promise<KeyRing>;
  /** @throws SyncFailure `EnvironmentMissing` */
  openBlobs(): Promise<BlobStore>;
  /** SFTP servers and roster APIs inside the operator's own network may be asked. */
  allowPrivateHosts: boolean;
  signal: AbortSignal;
  /** Told while the guardian file is received; with null once all of it is, and its rows are checked. */
  onReceived(file: string, bytes: number | null): void;
  /**
   * Asked when the server shows another host key than the pinned one.
   *
   * @returns whether the new one is accepted
   */
  acceptHostKey(keys: { pinned: string; shown: string }): boolean;
}
