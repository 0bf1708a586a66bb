import { posix } from 'node:path';
import type { Stats } from 'ssh2';
import type SftpClient from 'ssh2-sftp-client';
import type { ConnectOptions, SftpConnection } from './connect.js';
import { readAhead } from './download.js';
import { requestFailure, unreachable } from './failures.js';
import { Line } from './line.js';
import type { RemoteFile } from './remote-file.js';
import type { SftpTarget } from './target.js';
import { untilAborted } from './until-aborted.js';

export interface DownloadOptions {
  signal?: AbortSignal;
  /** Called after each chunk that the sink has taken, with the bytes so far. */
  onProgress?: (bytes: number) => void;
}

/**
 * A server may close the connection when it likes: a request that finds it closed is sent again over a new one, with the
 * same host key. A transfer that breaks off is not taken up again.
 *
 * Requests throw SyncFailure `SftpPathMissing`, `SftpDenied`, `SftpRequestFailed` (retryable) or `SftpUnreachable`
 * (retryable).
 */
export interface SftpSession {
  /** Fingerprint of the key that the server showed, `SHA256:…`. */
  hostKey: string;
  list(folder: string): Promise<RemoteFile[]>;
  /** Follows a link: the type is `file` or `folder`. */
  stat(path: string): Promise<RemoteFile>;
  /** Gives the file's bytes to the sink, one chunk of up to 32 KiB after the other; reads on once it has taken them. */
  download(path: string, sink: (chunk: Buffer) => Promise<void>, options?: DownloadOptions): Promise<{ bytes: number }>;
}

export interface SftpOptions extends ConnectOptions {
  /** Longest wait for the answer to one request, ms. */
  answerTimeoutMs?: number;
}

/**
 * Logs in, runs `fn` and logs out, whatever happens.
 *
 * When `signal` is aborted the session ends, every pending request throws the signal's reason, and so does this once
 * `fn` is through.
 *
 * @throws what connect() and `fn` throw; the signal's own reason when aborted.
 */
export async function withSftp<T>(
  target: SftpTarget,
  fn: (session: SftpSession) => Promise<T>,
  options: SftpOptions = {},
): Promise<T> {
  options.signal?.throwIfAborted();
  const line = await Line.connect(target, options);
  const hangUp = () => void line.close();
  options.signal?.addEventListener('abort', hangUp, { once: true });
  try {
    return await fn(openSession(target, line, options));
  } catch (error) {
    // Whatever broke, the abort was first.
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', hangUp);
    await line.close();
  }
}

function openSession(target: SftpTarget, line: Line, options: SftpOptions): SftpSession {
  const { answerTimeoutMs = 60_000 } = options;

  /** One answer about `path`; a server that keeps the connection but doesn't answer is given up. */
  async function answerOf<T>(
    connection: SftpConnection,
    path: string,
    answer: Promise<T>,
    signal = connection.signal,
  ): Promise<T> {
    const silence = () => line.abandon(connection, unreachable(target, 'it stopped answering'));
    const timer = setTimeout(silence, answerTimeoutMs);
    try {
      return await untilAborted(answer, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw requestFailure(target, path, error);
    } finally {
      clearTimeout(timer);
    }
  }

  const ask = <T>(path: string, request: (connection: SftpConnection) => Promise<T>, signal?: AbortSignal) =>
    line.use((connection) =>
      answerOf(
        connection,
        path,
        request(connection),
        signal ? AbortSignal.any([signal, connection.signal]) : connection.signal,
      ),
    );

  return {
    hostKey: line.hostKey,
    async list(folder) {
      const entries = await ask(folder, ({ client }) => client.list(folder === '' ? '.' : folder));
      return entries.map((entry) => toRemoteFile(folder, entry));
    },
    async stat(path) {
      const stats = await ask(path, (connection) => statOf(connection, path));
      return {
        name: posix.basename(path),
        path,
        size: known(stats.size),
        modifiedAt: toDate(stats.mtime * 1000),
        type: stats.isDirectory() ? 'folder' : 'file',
      };
    },
    async download(path, sink, { signal: callerSignal, onProgress } = {}) {
      callerSignal?.throwIfAborted();
      const opening = (connection: SftpConnection) =>
        openFile(connection, path).then((handle) => ({ handle, connection }));
      const { handle, connection } = await ask(path, opening, callerSignal);
      const signal = callerSignal ? AbortSignal.any([callerSignal, connection.signal]) : connection.signal;
      const wait = <T>(answer: Promise<T>) => answerOf(connection, path, answer, signal);
      let bytes = 0;
      try {
        for await (const chunk of readAhead(connection.sftp, handle, wait)) {
          await sink(chunk);
          signal.throwIfAborted();
          bytes += chunk.length;
          onProgress?.(bytes);
        }
      } finally {
        // The server closes what is left open when the session ends; its answer is not worth a wait.
        if (!connection.signal.aborted) connection.sftp.close(handle, () => {});
      }
      return { bytes };
    },
  };
}

/** ssh2-sftp-client has listeners of its own for each request; of these there is one a file of a roster at once. */
function statOf({ sftp }: SftpConnection, path: string): Promise<Stats> {
  return new Promise((resolve, reject) => {
    sftp.stat(path, (error, stats) => (error ? reject(error) : resolve(stats)));
  });
}

function openFile({ sftp }: SftpConnection, path: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sftp.open(path, 'r', (error, handle) => (error ? reject(error) : resolve(handle)));
  });
}

function toRemoteFile(folder: string, entry: SftpClient.FileInfo): RemoteFile {
  return {
    name: entry.name,
    path: posix.join(folder, entry.name),
    size: known(entry.size),
    modifiedAt: toDate(entry.modifyTime),
    // The library takes it from a text that servers may word as they like; a file is the useful guess.
    type: entry.type === 'd' ? 'folder' : entry.type === 'l' ? 'link' : 'file',
  };
}

/** Attributes are optional in the protocol; ssh2-sftp-client makes undefined and NaN of missing ones. */
function known(value: number | undefined): number | null {
  return Number.isFinite(value) ? value! : null;
}

function toDate(milliseconds: number | undefined): Date | null {
  const time = known(milliseconds);
  return time === null ? null : new Date(time);
}
