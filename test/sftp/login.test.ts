import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import ssh2 from 'ssh2';
import { createKeyPair } from '../../src/demo/key-pair.js';
import { createHostKey } from '../../src/demo/sftp-server.js';
import { testConnection } from '../../src/sftp/test-connection.js';
import { startTestServer, type TestServer, targetOf } from './demo-server.js';

const _discard = async () => {};

describe('login', () => {
  let server: TestServer;
  let logins: string[];
  const userKey = createKeyPair();
  const lockedKey = createKeyPair('open');
  beforeEach(async () => {
    logins = [];
    server = await startTestServer({
      users: {
        district: { password: 'right' },
        keyed: { publicKey: userKey.public },
        locked: { publicKey: lockedKey.public },
      },
      hooks: { onLogin: (user, method) => void logins.push(`${user} ${method}`) },
    });
  });
  afterEach(() => server.stop());
  const list = (changes: object) => testConnection({ ...server.target, ...changes }, ['/']);

  it('works with a password, and reports the host key for pinning', async () => {
    assert.deepEqual(await list({}), { hostKey: server.hostKey, files: [] });
    assert.match(server.hostKey, /^SHA256:[A-Za-z0-9+/]{43}$/);
  });

  it('works with a private key, with and without a passphrase', async () => {
    await list({ username: 'keyed', password: undefined, privateKey: userKey.private });
    await list({ username: 'locked', password: undefined, privateKey: lockedKey.private, passphrase: 'open' });
  });

  it('works with the pinned host key', async () => {
    await list({ hostKey: server.hostKey });
  });

  it('refuses a changed host key before any login, and says both', async () => {
    const pinned = `SHA256:${'A'.repeat(43)}`;
    await assert.rejects(list({ hostKey: pinned }), (error: Error & { details: object }) => {
      assert.equal((error as never as { code: string }).code, 'SftpHostKeyChanged');
      assert.ok(error.message.includes(pinned) && error.message.includes(server.hostKey));
      return true;
    });
    assert.deepEqual(logins, []);
  });

  it('says that the login was refused, without the password', async () => {
    const refused = { code: 'SftpAuth', retryable: false };
    await assert.rejects(list({ password: 'wr0ng' }), (error: Error) => {
      assert.equal((error as never as { code: string }).code, 'SftpAuth');
      assert.ok(!JSON.stringify(error).includes('wr0ng') && !error.message.includes('wr0ng'));
      return true;
    });
    await assert.rejects(list({ username: 'nobody' }), refused);
    await assert.rejects(list({ password: undefined, privateKey: userKey.private }), {
      ...refused,
      message: /private key/,
    });
    server.setPassword('district', 'changed');
    await assert.rejects(list({}), refused);
    await list({ password: 'changed' });
  });

  it('says what is wrong with credentials that can’t be used at all', async () => {
    const bad: [object, RegExp][] = [
      [{ password: undefined }, /neither a password nor a private key/],
      [{ privateKey: 'no key' }, /cannot be read/],
      [{ privateKey: lockedKey.private }, /passphrase is missing or wrong/],
      [{ privateKey: lockedKey.private, passphrase: 'shut' }, /passphrase is missing or wrong/],
      [{ privateKey: userKey.public }, /public one/],
    ];
    for (const [changes, message] of bad)
      await assert.rejects(list(changes), { code: 'SftpAuth', retryable: false, message });
    assert.deepEqual(logins, []);
  });

  it('refuses a private host unless the operator allows it', async () => {
    await assert.rejects(list({ allowPrivateHosts: false }), { code: 'SftpHostRefused', retryable: false });
    assert.deepEqual(logins, []);
  });
});

describe('servers that are not there', () => {
  async function withPort(onSocket: (socket: Socket) => void, use: (port: number) => Promise<void>) {
    const listener = createServer(onSocket).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    try {
      await use((listener.address() as AddressInfo).port);
    } finally {
      listener.close();
    }
  }
  const unreachable = { code: 'SftpUnreachable', retryable: true };

  it('a closed port', async () => {
    let closed = 0;
    await withPort(
      () => {},
      async (port) => {
        closed = port;
      },
    );
    await assert.rejects(testConnection(targetOf(closed), ['/']), unreachable);
  });

  it('a server that says nothing, within the time given', async () => {
    const sockets = new Set<Socket>();
    await withPort(
      (socket) => void sockets.add(socket),
      async (port) => {
        await assert.rejects(testConnection(targetOf(port), ['/'], { readyTimeoutMs: 100 }), unreachable);
        for (const socket of sockets) if (!socket.closed) await once(socket.resume(), 'close');
      },
    );
  });

  it('a server of another kind', async () => {
    await withPort(
      (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n').on('error', () => {}),
      async (port) => assert.rejects(testConnection(targetOf(port), ['/'], { readyTimeoutMs: 2000 }), unreachable),
    );
  });

  it('a server that hangs up', async () => {
    await withPort(
      (socket) => void socket.destroy(),
      async (port) => assert.rejects(testConnection(targetOf(port), ['/']), unreachable),
    );
  });
});

describe('servers that log in otherwise', () => {
  /** Without SFTP: a login that works ends in SftpDenied. */
  async function withSshServer(decide: (attempt: ssh2.AuthContext) => void, use: (port: number) => Promise<void>) {
    const ssh = new ssh2.Server({ hostKeys: [createHostKey()] }, (connection) => {
      connection.on('error', () => {}).on('authentication', decide);
      connection.on('session', (accept) => void accept());
    });
    const { port } = await new Promise<AddressInfo>((resolve) => {
      ssh.listen(0, '127.0.0.1', () => resolve(ssh.address() as AddressInfo));
    });
    try {
      await use(port);
    } finally {
      ssh.close();
    }
  }

  it('an account without SFTP is told from a wrong password', () =>
    withSshServer(
      (attempt) => attempt.accept(),
      (port) => assert.rejects(testConnection(targetOf(port), ['/']), { code: 'SftpDenied', retryable: false }),
    ));

  it('a password asked for by keyboard-interactive is answered', () =>
    withSshServer(
      (attempt) => {
        if (attempt.method !== 'keyboard-interactive') return attempt.reject(['keyboard-interactive']);
        attempt.prompt([{ prompt: 'Password: ', echo: false }], (answers) => {
          if (answers[0] === 'right') attempt.accept();
          else attempt.reject();
        });
      },
      async (port) => {
        await assert.rejects(testConnection(targetOf(port), ['/']), { code: 'SftpDenied' });
        await assert.rejects(testConnection({ ...targetOf(port), password: 'wrong' }, ['/']), { code: 'SftpAuth' });
      },
    ));
});
