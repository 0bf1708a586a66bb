import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createKeyPair } from '../../../src/demo/key-pair.js';
import { freePort } from '../../../src/embedded/ports.js';
import { type Peer, startServer } from './peer.js';

/** The user that the server runs as, and whom it lets in. */
export interface ServerUser {
  username: string;
  uid: number;
  gid: number;
}

/** OpenSSH with a key to log in by; `/` is that of the machine, and relative paths start in the served folder. */
export async function startOpenSsh(sshd: string, as?: ServerUser): Promise<Peer> {
  const home = await mkdtemp(join(tmpdir(), 'sshd-'));
  const user = as ?? userInfo();
  const root = join(home, 'files');
  const file = (name: string) => join(home, name);
  const own = (path: string) => {
    if (as) chownSync(path, as.uid, as.gid);
  };
  const newHostKey = () => {
    writeFileSync(file('host-key'), createKeyPair().private, { mode: 0o600 });
    own(file('host-key'));
  };
  mkdirSync(root);
  own(root);
  own(home);
  newHostKey();
  const [login, other] = [createKeyPair(), createKeyPair()];
  writeFileSync(file('authorized_keys'), `${login.public}\n`);
  const port = await freePort();
  const settings = {
    ListenAddress: '127.0.0.1',
    Port: port,
    HostKey: file('host-key'),
    AuthorizedKeysFile: file('authorized_keys'),
    AllowUsers: user.username,
    PermitRootLogin: 'prohibit-password',
    PasswordAuthentication: 'no',
    KbdInteractiveAuthentication: 'no',
    // Without, an account that has no password at all, such as nobody, counts as locked.
    UsePAM: as ? 'yes' : 'no',
    StrictModes: 'no',
    PidFile: 'none',
    Subsystem: `sftp internal-sftp -d ${root}`,
    ForceCommand: `internal-sftp -d ${root}`,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`);
  writeFileSync(file('config'), lines.join(''));
  // Where it runs as root it wants this folder, which an installed service makes at the start of the machine.
  if (!as && user.uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });

  const ids = as ? { uid: as.uid, gid: as.gid } : {};
  const start = () => startServer(sshd, ['-D', '-e', '-f', file('config')], port, ids);
  let server = await start();
  const target = { host: '127.0.0.1', port, username: user.username, hostKey: null, allowPrivateHosts: true };
  return {
    root,
    target: { ...target, privateKey: login.private },
    wrong: { ...target, privateKey: other.private },
    pathOf: (name) => join(root, name),
    kill: () => server.kill(),
    restart: async (hostKey) => {
      await server.kill();
      if (hostKey === 'a new one') newHostKey();
      server = await start();
    },
    stop: async () => {
      await server.kill();
      await rm(home, { recursive: true });
    },
  };
}
