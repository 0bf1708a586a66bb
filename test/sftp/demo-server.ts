import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SftpServer, type SftpServerOptions, startSftpServer } from '../../src/demo/sftp-server.js';
import type { SftpTarget } from '../../src/sftp/target.js';

export interface TestServer extends SftpServer {
  /** The folder that is served. */
  root: string;
  target: SftpTarget;
}

/** A server on a fresh folder, with the account `district` / `right`. */
export async function startTestServer(options: Partial<SftpServerOptions> = {}): Promise<TestServer> {
  const root = await mkdtemp(join(tmpdir(), 'sftp-'));
  const server = await startSftpServer({ root, users: { district: { password: 'right' } }, ...options });
  return {
    ...server,
    root,
    target: targetOf(server.port),
    async stop() {
      await server.stop();
      await rm(root, { recursive: true });
    },
  };
}

export function targetOf(port: number): SftpTarget {
  return { host: '127.0.0.1', port, username: 'district', password: 'right', hostKey: null, allowPrivateHosts: true };
}
