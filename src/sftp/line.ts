import { SyncFailure } from '../contract/failures.js';
import { type ConnectOptions, connect, type SftpConnection } from './connect.js';
import type { SftpTarget } from './target.js';

/**
 * A connection that is made again when the server has closed it between two requests: some close it after each file, or
 * when nothing was asked for some seconds.
 */
export class Line {
  readonly #target: SftpTarget;
  readonly #options: ConnectOptions;
  #connection: SftpConnection;
  /** A new connection on its way, for all who need it. */
  #coming: Promise<SftpConnection> | undefined;
  /** Connections that have answered a request: one that never did is not worth another. */
  readonly #useful = new WeakSet<SftpConnection>();
  #closed = false;

  private constructor(target: SftpTarget, options: ConnectOptions, connection: SftpConnection) {
    this.#target = target;
    this.#options = options;
    this.#connection = connection;
  }

  /** @throws what connect() throws */
  static async connect(target: SftpTarget, options: ConnectOptions): Promise<Line> {
    return new Line(target, options, await connect(target, options));
  }

  /** Fingerprint of the key that the server showed. */
  get hostKey(): string {
    return this.#connection.hostKey;
  }

  /** Sends a request that may be sent twice. */
  async use<T>(request: (connection: SftpConnection) => Promise<T>): Promise<T> {
    const connection = this.#connection.signal.aborted ? await this.#replace(this.#connection) : this.#connection;
    try {
      return await this.#send(connection, request);
    } catch (error) {
      if (!(error instanceof SyncFailure) || error.code !== 'SftpUnreachable') throw error;
      connection.giveUp(error);
      return this.#send(await this.#replace(connection), request);
    }
  }

  async #send<T>(connection: SftpConnection, request: (connection: SftpConnection) => Promise<T>): Promise<T> {
    const answer = await request(connection);
    this.#useful.add(connection);
    return answer;
  }

  /** Ends a connection whose server doesn't answer any more: no new one takes its place. */
  abandon(connection: SftpConnection, reason: SyncFailure): void {
    this.#useful.delete(connection);
    connection.giveUp(reason);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#coming?.catch(() => {});
    await this.#connection.close();
  }

  /** A new connection for one that is gone; throws why that is gone if there shall be none. */
  async #replace(gone: SftpConnection): Promise<SftpConnection> {
    this.#options.signal?.throwIfAborted();
    if (this.#connection !== gone && !this.#connection.signal.aborted) return this.#connection;
    if (this.#closed || !this.#useful.has(gone)) throw gone.signal.reason;
    this.#coming ??= this.#reconnect(gone).finally(() => {
      this.#coming = undefined;
    });
    return this.#coming;
  }

  async #reconnect(gone: SftpConnection): Promise<SftpConnection> {
    await gone.close();
    // Within one session it has to be the same server.
    this.#connection = await connect({ ...this.#target, hostKey: gone.hostKey }, this.#options);
    return this.#connection;
  }
}
