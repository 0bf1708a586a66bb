import { once } from 'node:events';
import { realpath } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import ssh2, { type AuthContext, type Connection, type ParsedKey } from 'ssh2';
import { fingerprintOf } from '../sftp/host-key.js';
import { createKeyPair } from './key-pair.js';
import { serveFiles } from './sftp-requests.js';

interface SftpUser {
  password?: string;
  /** A line as in OpenSSH's authorized_keys. */
  publicKey?: string;
}

export interface SftpServerOptions {
  /** The folder that every user sees as `/`. */
  root: string;
  users: Record<string, SftpUser>;
  /** Private host key, PEM, from createHostKey(); a fresh one without it. */
  hostKey?: string;
  /** 0, the default: any free port. */
  port?: number;
  /** The most that one answer to a read brings, as some servers have it lower than what is asked; 256 KiB without it. */
  maxReadBytes?: number;
  hooks?: {
    /** Called before bytes of a file are sent; an error whose `code` is EACCES denies the read. */
    beforeRead?(path: string, offset: number): Promise<void> | void;
    /** Called for each attempt to log in, before it is decided. */
    onLogin?(user: string, method: string): void;
  };
}

export interface SftpServer {
  port: number;
  /** Fingerprint of the host key as OpenSSH prints it: what a client pins. */
  hostKey: string;
  /** Counts from the next login on. */
  setPassword(user: string, password: string): void;
  /** Cuts every open connection without a goodbye; new ones are welcome. */
  dropConnections(): void;
  stop(): Promise<void>;
}

/** A new ed25519 host key in OpenSSH's PEM form: store it, so that a restarted server is the one that was pinned. */
export function createHostKey(): string {
  return createKeyPair().private;
}

/** A real, read-only SFTP server on 127.0.0.1, for the demo and the tests. */
export async function startSftpServer(options: SftpServerOptions): Promise<SftpServer> {
  const root = await realpath(options.root);
  const hostKey = options.hostKey ?? createHostKey();
  const users = new Map(Object.entries(options.users).map(([name, user]) => [name, { ...user }]));
  const sockets = new Set<Socket>();

  const ssh = new ssh2.Server({ hostKeys: [hostKey] }, (connection) =>
    serveConnection(connection, users, root, options),
  );
  // ssh2's own listener hides its sockets, and dropConnections() needs them.
  const listener = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    ssh.injectSocket(socket);
  });
  listener.listen(options.port ?? 0, '127.0.0.1');
  await once(listener, 'listening');

  const dropConnections = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (listener.address() as AddressInfo).port,
    hostKey: fingerprintOf(readKey(hostKey).getPublicSSH()),
    setPassword: (user, password) => users.set(user, { ...users.get(user), password }),
    dropConnections,
    async stop() {
      const closed = once(listener, 'close');
      listener.close();
      dropConnections();
      await closed;
    },
  };
}

function serveConnection(
  connection: Connection,
  users: ReadonlyMap<string, SftpUser>,
  root: string,
  { hooks, maxReadBytes }: SftpServerOptions,
): void {
  // A client that goes away in the middle is no trouble of the server's.
  connection.on('error', () => {});
  connection.on('authentication', (attempt) => {
    hooks?.onLogin?.(attempt.username, attempt.method);
    if (isRight(attempt, users.get(attempt.username))) attempt.accept();
    else attempt.reject(['password', 'publickey']);
  });
  connection.on('session', (acceptSession) => {
    acceptSession().on('sftp', (acceptSftp) =>
      serveFiles(acceptSftp(), root, { beforeRead: hooks?.beforeRead, maxReadBytes }),
    );
  });
}

function isRight(attempt: AuthContext, user: SftpUser | undefined): boolean {
  if (attempt.method === 'password') return user?.password !== undefined && attempt.password === user.password;
  if (attempt.method !== 'publickey' || user?.publicKey === undefined) return false;
  const known = readKey(user.publicKey);
  if (attempt.key.algo !== known.type || !attempt.key.data.equals(known.getPublicSSH())) return false;
  // Without a signature the client only asks whether this key would do.
  if (attempt.signature === undefined || attempt.blob === undefined) return true;
  return known.verify(attempt.blob, attempt.signature, attempt.hashAlgo) === true;
}

function readKey(text: string): ParsedKey {
  const parsed = ssh2.utils.parseKey(text);
  if (parsed instanceof Error) throw new TypeError('Not a key that ssh2 can read');
  return Array.isArray(parsed) ? parsed[0] : parsed;
}
