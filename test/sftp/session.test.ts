import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { type SftpServer, startSftpServer } from '../../src/demo/sftp-server.js';
import { withSftp } from '../../src/sftp/session.js';
import { testConnection } from '../../src/sftp/test-connection.js';
import { startTestServer, type TestServer, targetOf } from './demo-server.js';

const discard = async () => {};

describe('files', () => {
  let server: TestServer;
  let logins: number;
  let beforeRead: ((path: string, offset: number) => Promise<void> | void) | undefined;
  beforeEach(async () => {
    beforeRead = undefined;
    logins = 0;
    server = await startTestServer({
      hooks: {
        beforeRead: (path, offset) => beforeRead?.(path, offset),
        onLogin: (_user, method) => {
          if (method === 'password') logins++;
        },
      },
    });
  });
  afterEach(() => server.stop());

  async function download(path: string): Promise<Buffer> {
    const chunks: Buffer[] = [];
    await withSftp(server.target, (session) =>
      session.download(path, async (chunk) => {
        chunks.push(chunk);
      }),
    );
    return Buffer.concat(chunks);
  }

  it('lists a folder: names, sizes, times, kinds', async () => {
    await mkdir(join(server.root, 'drop/old'), { recursive: true });
    await writeFile(join(server.root, 'drop/José.csv'), 'abc');
    await utimes(join(server.root, 'drop/José.csv'), 1_700_000_000, 1_700_000_000);
    await symlink('José.csv', join(server.root, 'drop/latest.csv'));
    await withSftp(server.target, async (session) => {
      const files = new Map((await session.list('/drop')).map((file) => [file.name, file]));
      assert.deepEqual([...files.keys()].sort(), ['José.csv', 'latest.csv', 'old']);
      const file = {
        name: 'José.csv',
        path: '/drop/José.csv',
        size: 3,
        modifiedAt: new Date(1_700_000_000_000),
        type: 'file',
      };
      assert.deepEqual(files.get('José.csv'), file);
      assert.deepEqual(await session.stat('/drop/José.csv'), file);
      assert.equal(files.get('old')?.type, 'folder');
      assert.equal(files.get('latest.csv')?.type, 'link');
      assert.deepEqual(await session.stat('/drop/latest.csv'), {
        ...file,
        name: 'latest.csv',
        path: '/drop/latest.csv',
      });
      assert.equal((await session.list('drop')).find(({ type }) => type === 'file')?.path, 'drop/José.csv');
    });
  });

  it('lists 1,000 files, and a folder without any', async () => {
    await mkdir(join(server.root, 'empty'));
    await mkdir(join(server.root, 'many'));
    await Promise.all(Array.from({ length: 1000 }, (_, i) => writeFile(join(server.root, `many/${i}`), '')));
    assert.equal((await testConnection(server.target, ['/many', '/empty', '/many'])).files.length, 1000);
  });

  it('says which path is missing', async () => {
    const missing = {
      code: 'SftpPathMissing',
      retryable: false,
      message: /no \/gone on the SFTP server 127\.0\.0\.1:/,
    };
    await assert.rejects(testConnection(server.target, ['/gone']), missing);
    await assert.rejects(
      withSftp(server.target, (session) => session.stat('/gone')),
      missing,
    );
    await assert.rejects(download('/gone'), missing);
  });

  it('says what the account may not read', async () => {
    await writeFile(join(server.root, 'secret.csv'), 'abc');
    beforeRead = () => {
      throw Object.assign(new Error('no'), { code: 'EACCES' });
    };
    await assert.rejects(download('/secret.csv'), { code: 'SftpDenied', retryable: false, message: /\/secret\.csv/ });
  });

  it('fails where a folder is read as a file', async () => {
    await mkdir(join(server.root, 'folder'));
    await assert.rejects(download('/folder'), { code: 'SftpRequestFailed', retryable: true });
  });

  it('downloads any size, empty and at the borders of a read included', async () => {
    for (const size of [0, 1, 32_767, 32_768, 32_769, 65_536, 200_000]) {
      const content = randomBytes(size);
      await writeFile(join(server.root, 'file'), content);
      assert.ok((await download('/file')).equals(content), `${size} bytes`);
    }
  });

  it('downloads from a server that sends 200 bytes at a time', async () => {
    const slow = await startTestServer({ maxReadBytes: 200 });
    const content = randomBytes(150_000);
    await writeFile(join(slow.root, 'file'), content);
    const chunks: Buffer[] = [];
    const sink = async (chunk: Buffer) => void chunks.push(chunk);
    await withSftp(slow.target, (session) => session.download('/file', sink));
    await slow.stop();
    assert.ok(Buffer.concat(chunks).equals(content));
    assert.ok(chunks.every((chunk) => chunk.length <= 200));
  });

  it('downloads 20 MB as they are, one chunk at a time', async () => {
    const content = randomBytes(20_000_000);
    await writeFile(join(server.root, 'big'), content);
    const hash = createHash('sha256');
    let busy = false;
    let progress = 0;
    const sink = async (chunk: Buffer) => {
      assert.equal(busy, false, 'the sink is called again before it is done');
      busy = true;
      await new Promise(setImmediate);
      hash.update(chunk);
      busy = false;
    };
    const { bytes } = await withSftp(server.target, (session) =>
      session.download('/big', sink, {
        onProgress: (now) => {
          assert.ok(now > progress);
          progress = now;
        },
      }),
    );
    assert.equal(bytes, content.length);
    assert.equal(progress, content.length);
    assert.equal(hash.digest('hex'), createHash('sha256').update(content).digest('hex'));
  });

  it('asks for no more than 2 MiB ahead of a sink that takes its time', async () => {
    await writeFile(join(server.root, 'big'), randomBytes(8_000_000));
    let furthest = 0;
    let taken = 0;
    beforeRead = (_path, offset) => {
      furthest = Math.max(furthest, offset);
      assert.ok(furthest - taken <= 65 * 32_768, `${furthest - taken} bytes ahead`);
    };
    await withSftp(server.target, (session) =>
      session.download('/big', async (chunk) => {
        await new Promise(setImmediate);
        taken += chunk.length;
      }),
    );
    assert.equal(taken, 8_000_000);
  });

  it('passes on what the sink throws, and ends the session', async () => {
    await writeFile(join(server.root, 'file'), randomBytes(500_000));
    const full = new Error('disk full');
    const failing = withSftp(server.target, (session) => session.download('/file', () => Promise.reject(full)));
    await assert.rejects(failing, full);
  });

  it('looks at all files of a roster at once, without a warning of leaking listeners', async () => {
    await writeFile(join(server.root, 'file'), 'abc');
    const warnings: Error[] = [];
    const warn = (warning: Error) => void warnings.push(warning);
    process.on('warning', warn);
    const stats = await withSftp(server.target, (session) =>
      Promise.all(Array.from({ length: 30 }, () => session.stat('/file'))),
    );
    // Warnings come with the next tick.
    await new Promise(setImmediate);
    process.off('warning', warn);
    assert.deepEqual([stats.length, warnings], [30, []]);
  });

  it('serves several sessions at once', async () => {
    const content = randomBytes(1_000_000);
    await writeFile(join(server.root, 'file'), content);
    const copies = await Promise.all(Array.from({ length: 8 }, () => download('/file')));
    for (const copy of copies) assert.ok(copy.equals(content));
  });

  describe('a connection that breaks in the middle', () => {
    const unreachable = { code: 'SftpUnreachable', retryable: true };
    beforeEach(() => writeFile(join(server.root, 'big'), randomBytes(8_000_000)));

    it('fails at once when the server dies', async () => {
      beforeRead = (_path, offset) => {
        if (offset > 4_000_000) server.dropConnections();
      };
      const started = Date.now();
      await assert.rejects(download('/big'), unreachable);
      assert.ok(Date.now() - started < 5000);
    });

    it('is made again when it breaks between two requests, for several at once', async () => {
      await withSftp(server.target, async (session) => {
        for (let i = 0; i < 3; i++) {
          const answers = await Promise.all([session.list('/'), session.stat('/big'), session.list('/')]);
          assert.equal(answers[1].size, 8_000_000);
          server.dropConnections();
        }
        await session.download('/big', discard);
      });
      assert.equal(logins, 4);
    });

    it('is not made again if the server has gone, or another one answers', async () => {
      const lists = (port: number, meanwhile: () => Promise<unknown>) =>
        withSftp(targetOf(port), async (session) => {
          await session.list('/');
          await meanwhile();
          await session.list('/');
        });
      const options = { root: server.root, users: { district: { password: 'right' } } };
      const gone = await startSftpServer(options);
      await assert.rejects(
        lists(gone.port, () => gone.stop()),
        unreachable,
      );
      const first = await startSftpServer(options);
      let second: SftpServer | undefined;
      const another = async () => {
        await first.stop();
        second = await startSftpServer({ ...options, port: first.port });
      };
      await assert.rejects(lists(first.port, another), { code: 'SftpHostKeyChanged' });
      await second?.stop();
    });

    it('fails when the line goes dead without a word', async () => {
      const sockets: Socket[] = [];
      const line = createServer((socket) => {
        const onward = connect(server.port, '127.0.0.1');
        sockets.push(
          socket.on('error', () => {}),
          onward.on('error', () => {}),
        );
        socket.pipe(onward).pipe(socket);
      }).listen(0, '127.0.0.1');
      await once(line, 'listening');
      beforeRead = (_path, offset) => {
        if (offset > 4_000_000) for (const socket of sockets) socket.unpipe().pause();
      };
      const target = targetOf((line.address() as AddressInfo).port);
      const started = Date.now();
      await assert.rejects(
        withSftp(target, (session) => session.download('/big', discard), { keepaliveMs: 50 }),
        unreachable,
      );
      assert.ok(Date.now() - started < 5000);
      for (const socket of sockets) socket.destroy();
      line.close();
    });

    it('fails when the server keeps the connection but stops answering', async () => {
      beforeRead = (_path, offset) => (offset > 4_000_000 ? new Promise(() => {}) : undefined);
      await assert.rejects(
        withSftp(server.target, (session) => session.download('/big', discard), { answerTimeoutMs: 100 }),
        unreachable,
      );
    });
  });

  describe('abort', () => {
    const reason = new Error('cancelled by the admin');
    beforeEach(() => writeFile(join(server.root, 'big'), randomBytes(8_000_000)));

    it('before the start connects to nothing', async () => {
      await assert.rejects(testConnection(targetOf(1), ['/'], { signal: AbortSignal.abort(reason) }), reason);
    });

    it('while connecting', async () => {
      const abort = new AbortController();
      const listener = createServer(() => abort.abort(reason)).listen(0, '127.0.0.1');
      await once(listener, 'listening');
      const { port } = listener.address() as AddressInfo;
      await assert.rejects(testConnection(targetOf(port), ['/'], { signal: abort.signal }), reason);
      listener.close();
    });

    it('in the middle of a download rethrows the reason itself and ends the session', async () => {
      const abort = new AbortController();
      beforeRead = (_path, offset) => {
        if (offset > 4_000_000) abort.abort(reason);
      };
      const aborted = withSftp(server.target, (session) => session.download('/big', discard), { signal: abort.signal });
      await assert.rejects(aborted, (error) => error === reason);
    });

    it('wins over what broke because of it', async () => {
      const abort = new AbortController();
      await assert.rejects(
        withSftp(
          server.target,
          async (session) => {
            abort.abort(reason);
            await session.list('/').catch(() => {
              throw new Error('something else');
            });
          },
          { signal: abort.signal },
        ),
        (error) => error === reason,
      );
    });

    it('of one download leaves the session usable', async () => {
      const abort = new AbortController();
      await withSftp(server.target, async (session) => {
        const onProgress = (bytes: number) => {
          if (bytes > 1_000_000) abort.abort(reason);
        };
        await assert.rejects(
          session.download('/big', discard, { signal: abort.signal, onProgress }),
          (error) => error === reason,
        );
        assert.equal((await session.list('/')).length, 1);
      });
    });
  });
});
