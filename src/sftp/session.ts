import { posix } from 'node:path';
import type SftpClient from 'ssh2-sftp-client';
import { type ConnectOptions, connect, type SftpConnection } from './connect.js';
import { readAhead } from './download.js';
import { requestFailure, unreachable } from './failures.js';
import type { RemoteFile } from './remote-file.js';
import type { SftpTarget } from './target.js';
import { untilAborted } from './until-aborted.js';

export interface DownloadOptions {
  signal?: AbortSignal;
  /** Called after each chunk that the sink has taken, with the bytes so far. */
  onProgress?: (bytes: number) => void;
}

/**
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
  const connection = await connect(target, options);
  const hangUp = () => void connection.close();
  options.signal?.addEventListener('abort', hangUp, { once: true });
  try {
    return await fn(openSession(target, connection, options.answerTimeoutMs ?? 60_000));
  } catch (error) {
    // Whatever broke, the abort was first.
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', hangUp);
    await connection.close();
  }
}

function openSession(target: SftpTarget, connection: SftpConnection, answerTimeoutMs: number): SftpSession {
  const { client, sftp, hostKey } = connection;

  /** One request about `path`; a server that keeps the connection but doesn't answer is given up. */
  async function request<T>(path: string, answer: Promise<T>, signal = connection.signal): Promise<T> {
    const silence = () => connection.giveUp(unreachable(target, 'it stopped answering'));
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

  return {
    hostKey,
    async list(folder) {
      const entries = await request(folder, client.list(folder === '' ? '.' : folder));
      return entries.map((entry) => toRemoteFile(folder, entry));
    },
    async stat(path) {
      const stats = await request(path, client.stat(path));
      return {
        name: posix.basename(path),
        path,
        size: known(stats.size),
        modifiedAt: toDate(stats.modifyTime),
        type: stats.isDirectory ? 'folder' : 'file',
      };
    },
    async download(path, sink, { signal: callerSignal, onProgress } = {}) {
      callerSignal?.throwIfAborted();
      const signal = callerSignal ? AbortSignal.any([callerSignal, connection.signal]) : connection.signal;
      const handle = await request(path, openFile(connection, path), signal);
      let bytes = 0;
      try {
        for await (const chunk of readAhead(sftp, handle, (answer) => request(path, answer, signal))) {
          await sink(chunk);
          signal.throwIfAborted();
          bytes += chunk.length;
          onProgress?.(bytes);
        }
      } finally {
        // The server closes what is left open when the session ends; its answer is not worth a wait.
        if (!connection.signal.aborted) sftp.close(handle, () => {});
      }
      return { bytes };
    },
  };
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
