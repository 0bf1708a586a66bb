import { once, setMaxListeners } from 'node:events';
import { connect as connectSocket, type Socket } from 'node:net';
import ssh2, { type SFTPWrapper } from 'ssh2';
import SftpClient from 'ssh2-sftp-client';
import { resolveAddresses } from './address.js';
import {
  hostKeyChanged,
  loginRefused,
  noCommonAlgorithm,
  noSftpForAccount,
  unreachable,
  unusableCredentials,
} from './failures.js';
import { fingerprintOf } from './host-key.js';
import type { SftpTarget } from './target.js';
import { untilAborted } from './until-aborted.js';

export interface ConnectOptions {
  signal?: AbortSignal;
  /** Until logged in with SFTP open, ms. */
  readyTimeoutMs?: number;
  /** Pause between signs of life asked of the server, ms; three without a byte of it end the connection. */
  keepaliveMs?: number;
}

/** A logged-in connection with an open SFTP channel. */
export interface SftpConnection {
  client: SftpClient;
  sftp: SFTPWrapper;
  /** Fingerprint of the key that the server showed. */
  hostKey: string;
  /** Aborted once the connection is gone, by whichever side; its reason is what to throw. */
  signal: AbortSignal;
  /** Gives the connection up, with what its pending requests shall throw. */
  giveUp(reason: unknown): void;
  /** Says goodbye; a server that doesn't answer within a second is cut off. Never throws. */
  close(): Promise<void>;
}

const GOODBYE_MS = 1000;

/** What happened while connecting: ssh2-sftp-client's own errors no longer tell. */
interface Progress {
  hostKey?: string;
  hostKeyMatches: boolean;
  /** Keys are exchanged, the login comes next. */
  encrypted: boolean;
  loggedIn: boolean;
  error?: Error & { level?: string; code?: unknown };
}

/**
 * @throws SyncFailure `SftpHostRefused`, `SftpUnreachable`, `SftpHandshake`, `SftpHostKeyChanged`, `SftpAuth`,
 *   `SftpDenied`; the signal's reason when aborted.
 */
export async function connect(target: SftpTarget, options: ConnectOptions): Promise<SftpConnection> {
  const { readyTimeoutMs = 20_000, keepaliveMs = 10_000 } = options;
  checkCredentials(target);
  const lost = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, lost.signal]) : lost.signal;
  // One listener a request, and any number of requests at once.
  setMaxListeners(0, signal);

  const deadline = setTimeout(() => lost.abort(unreachable(target, 'it did not answer in time')), readyTimeoutMs);
  let socket: Socket | undefined;
  try {
    const addresses = await untilAborted(resolveAddresses(target), signal);
    socket = await openSocket(target, addresses, readyTimeoutMs, signal);
    const { client, sftp, hostKey } = await logIn(target, socket, keepaliveMs, lost, signal);
    return {
      client,
      sftp,
      hostKey,
      signal,
      giveUp: (reason) => lost.abort(reason),
      close: closer(client, socket, lost),
    };
  } catch (error) {
    socket?.destroy();
    signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(deadline);
  }
}

function checkCredentials(target: SftpTarget): void {
  if (target.privateKey !== undefined) {
    const key = ssh2.utils.parseKey(target.privateKey, target.passphrase);
    if (key instanceof Error) {
      throw unusableCredentials(target, 'the private key cannot be read, or its passphrase is missing or wrong');
    }
    if (!(Array.isArray(key) ? key[0] : key).isPrivateKey()) {
      throw unusableCredentials(target, 'the key stored is a public one, and the private one is needed');
    }
  } else if (target.password === undefined) {
    throw unusableCredentials(target, 'there is neither a password nor a private key');
  }
}

/** Tries one address after the other; each gets its share of the time. */
async function openSocket(
  target: SftpTarget,
  addresses: string[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Socket> {
  for (const host of addresses) {
    const socket = connectSocket({ host, port: target.port, noDelay: true });
    const patience = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs / addresses.length)]);
    try {
      await once(socket, 'connect', { signal: patience });
      return socket;
    } catch {
      // Destroying it may still raise an error, which by now is known.
      socket.on('error', () => {});
      socket.destroy();
      signal.throwIfAborted();
    }
  }
  throw unreachable(target, 'nothing accepts connections there');
}

async function logIn(
  target: SftpTarget,
  socket: Socket,
  keepaliveMs: number,
  lost: AbortController,
  signal: AbortSignal,
): Promise<{ client: SftpClient; sftp: SFTPWrapper; hostKey: string }> {
  const progress: Progress = { hostKeyMatches: true, encrypted: false, loggedIn: false };
  const client = new SftpClient('dailysync', { error: () => {}, end: () => {}, close: () => {} });
  client.on('handshake', () => {
    progress.encrypted = true;
  });
  client.on('ready', () => {
    progress.loggedIn = true;
  });
  client.on('error', (error) => {
    progress.error ??= error;
  });
  // Many servers ask for the password by keyboard-interactive only.
  client.on('keyboard-interactive', (_name, _instructions, _lang, prompts: { echo?: boolean }[], answer) => {
    answer(prompts.map((prompt) => (prompt.echo ? '' : (target.password ?? ''))));
  });
  try {
    const sftp = await untilAborted(
      client.connect({
        sock: socket,
        username: target.username,
        password: target.password,
        privateKey: target.privateKey,
        passphrase: target.passphrase,
        tryKeyboard: target.password !== undefined,
        // The deadline of connect() counts, for the opening of the SFTP channel too.
        readyTimeout: 0,
        hostVerifier: (key: Buffer) => {
          progress.hostKey = fingerprintOf(key);
          progress.hostKeyMatches = target.hostKey === null || progress.hostKey === target.hostKey;
          return progress.hostKeyMatches;
        },
      }),
      signal,
    );
    const onLost = () => lost.abort(unreachable(target, 'the connection was lost'));
    client.on('error', onLost);
    client.on('end', onLost);
    client.on('close', onLost);
    // The server may end SFTP alone and keep the connection.
    sftp.on('end', onLost);
    sftp.on('close', onLost);
    watch(socket, sftp, keepaliveMs, lost.signal, onLost);
    return { client, sftp, hostKey: progress.hostKey! };
  } catch {
    signal.throwIfAborted();
    throw loginFailure(target, progress);
  }
}

/**
 * Asks the server for signs of life, and gives it up after three without one. Every byte is one: on a slow line an answer
 * waits behind all that was asked for before, and ssh2's own keepalive takes that for silence.
 */
function watch(socket: Socket, sftp: SFTPWrapper, everyMs: number, until: AbortSignal, onSilent: () => void): void {
  let received = socket.bytesRead;
  let asked = 0;
  const timer = setInterval(() => {
    if (socket.bytesRead !== received) asked = 0;
    received = socket.bytesRead;
    if (asked++ === 3) onSilent();
    else sftp.realpath('.', () => {});
  }, everyMs);
  until.addEventListener('abort', () => clearInterval(timer), { once: true });
}

function loginFailure(target: SftpTarget, progress: Progress): Error {
  const { error } = progress;
  if (!progress.hostKeyMatches) return hostKeyChanged(target, target.hostKey!, progress.hostKey!);
  if (progress.loggedIn && error === undefined) return noSftpForAccount(target);
  if (error?.level === 'client-authentication') return loginRefused(target);
  // OpenSSH hangs up with 2 after too many attempts, others with 14 ("no more authentication methods").
  if (progress.encrypted && !progress.loggedIn && (error?.code === 2 || error?.code === 14))
    return loginRefused(target);
  if (error?.level === 'handshake' && error.message.includes('no matching')) return noCommonAlgorithm(target);
  return unreachable(
    target,
    progress.encrypted ? 'it closed the connection' : 'it did not answer as an SFTP server does',
  );
}

function closer(client: SftpClient, socket: Socket, lost: AbortController): () => Promise<void> {
  let closing: Promise<void> | undefined;
  const close = async () => {
    const cutOff = setTimeout(() => socket.destroy(), GOODBYE_MS);
    // What fails while hanging up is of no interest any more.
    await client.end().catch(() => {});
    clearTimeout(cutOff);
    socket.destroy();
    lost.abort(new Error('The SFTP session has ended'));
  };
  return () => {
    closing ??= close();
    return closing;
  };
}
