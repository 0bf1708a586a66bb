import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHostKey } from '../../../src/demo/sftp-server.js';
import { freePort } from '../../../src/embedded/ports.js';
import { type Peer, startServer } from './peer.js';

/** rclone with a password to log in by; `/` is the served folder. */
export async function startRclone(rclone: string): Promise<Peer> {
  const home = await mkdtemp(join(tmpdir(), 'rclone-'));
  const root = join(home, 'files');
  const keyFile = join(home, 'host-key');
  mkdirSync(root);
  const newKey = () => writeFileSync(keyFile, createHostKey(), { mode: 0o600 });
  newKey();
  const port = await freePort();
  const start = () =>
    startServer(
      rclone,
      [
        ...['serve', 'sftp', root, '--addr', `127.0.0.1:${port}`, '--user', 'district', '--pass', 'right'],
        ...['--key', keyFile, '--config', join(home, 'none'), '--cache-dir', join(home, 'cache')],
        // Files put there by the test are seen at once, and links are what they lead to.
        ...['--dir-cache-time', '0s', '--copy-links', '--read-only'],
      ],
      port,
    );
  let server = await start();
  const target = { host: '127.0.0.1', port, username: 'district', hostKey: null, allowPrivateHosts: true };
  return {
    root,
    target: { ...target, password: 'right' },
    wrong: { ...target, password: 'wrong' },
    pathOf: (name) => `/${name}`,
    kill: () => server.kill(),
    restart: async (hostKey) => {
      await server.kill();
      if (hostKey === 'a new one') newKey();
      server = await start();
    },
    stop: async () => {
      await server.kill();
      await rm(home, { recursive: true });
    },
  };
}
