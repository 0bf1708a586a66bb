import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BlobStore, openBlobStore } from '../../../src/blobs/blob-store.js';
import { parseKeyRing } from '../../../src/secrets/key-ring.js';
import { assertQuiet, fetchFile } from '../../../src/sftp/fetch-file.js';
import { findGuardianFile } from '../../../src/sftp/guardian-file.js';
import { findRosterFiles } from '../../../src/sftp/roster-files.js';
import { type SftpSession, withSftp } from '../../../src/sftp/session.js';
import type { SftpTarget } from '../../../src/sftp/target.js';
import { testConnection } from '../../../src/sftp/test-connection.js';
import { needs } from '../../support/needs.js';
import { targetOf } from '../demo-server.js';
import { startBareServer } from './bare-server.js';
import { startOpenSsh } from './openssh.js';
import type { Peer } from './peer.js';
import { startProxy } from './proxy.js';
import { startRclone } from './rclone.js';

const UMLAUTS = 'Übergabe für Schüler (neu) ñ';
const big = randomBytes(20_000_000);

async function download(session: SftpSession, path: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await session.download(path, async (chunk) => void chunks.push(chunk));
  return Buffer.concat(chunks);
}

const fetched = (target: SftpTarget, path: string) => withSftp(target, (session) => download(session, path));

/** What every SFTP server is expected to do, with a real one. */
function behaves(start: () => Promise<Peer>, links: 'link' | 'what they lead to'): void {
  let peer: Peer;
  before(async () => {
    peer = await start();
    mkdirSync(join(peer.root, UMLAUTS));
    writeFileSync(join(peer.root, 'big.bin'), big);
    writeFileSync(join(peer.root, UMLAUTS, 'guardians.csv'), 'größe\n');
    utimesSync(join(peer.root, UMLAUTS, 'guardians.csv'), 1_700_000_000, 1_700_000_000);
    mkdirSync(join(peer.root, 'roster'));
    for (const name of ['users.csv', 'orgs.csv', 'roles.csv', 'manifest.csv'])
      writeFileSync(join(peer.root, 'roster', name), name);
    symlinkSync('big.bin', join(peer.root, 'latest.bin'));
    symlinkSync(UMLAUTS, join(peer.root, 'today'));
  });
  after(() => peer?.stop());
  const inSession = <T>(work: (session: SftpSession) => Promise<T>) => withSftp(peer.target, work);

  it('lets us in, shows its key, and refuses wrong credentials', async () => {
    const { hostKey } = await testConnection(peer.target, [peer.pathOf('')]);
    assert.match(hostKey, /^SHA256:[A-Za-z0-9+/]{43}$/);
    await testConnection({ ...peer.target, hostKey }, [peer.pathOf('')]);
    await assert.rejects(testConnection(peer.wrong, [peer.pathOf('')]), { code: 'SftpAuth', retryable: false });
    const stranger = { ...peer.target, username: 'stranger' };
    await assert.rejects(testConnection(stranger, [peer.pathOf('')]), { code: 'SftpAuth', retryable: false });
  });

  it('lists a folder with blanks and umlauts in its name, and its files are found', async () => {
    const folder = peer.pathOf(UMLAUTS);
    const { file } = findGuardianFile(await inSession((session) => session.list(folder)));
    assert.deepEqual(file, {
      name: 'guardians.csv',
      path: `${folder}/guardians.csv`,
      size: 8,
      modifiedAt: new Date(1_700_000_000_000),
      type: 'file',
    });
    assert.deepEqual(await inSession((session) => session.stat(file.path)), file);
    assert.equal((await fetched(peer.target, file.path)).toString(), 'größe\n');
    const roster = findRosterFiles(await inSession((session) => session.list(peer.pathOf('roster'))));
    assert.deepEqual(roster.kind === 'files' && roster.files.length, 4);
  });

  it('has / and relative paths', async () => {
    const [root, own, named] = await inSession(async (session) => [
      await session.list('/'),
      await session.list(''),
      await session.list(UMLAUTS),
    ]);
    assert.ok(
      root?.some(({ name, type }) => type === 'folder' && name === (peer.pathOf('') === '/' ? UMLAUTS : 'tmp')),
    );
    assert.ok(own?.some(({ name, type }) => name === UMLAUTS && type === 'folder'));
    assert.deepEqual(
      named?.map(({ path }) => path),
      [`${UMLAUTS}/guardians.csv`],
    );
    assert.equal((await fetched(peer.target, `${UMLAUTS}/guardians.csv`)).length, 8);
  });

  it('follows links to files and folders', async () => {
    const entries = await inSession((session) => session.list(peer.pathOf('')));
    const kind = (name: string) => entries.find((entry) => entry.name === name)?.type;
    const expected = links === 'link' ? ['link', 'link'] : ['file', 'folder'];
    assert.deepEqual([kind('latest.bin'), kind('today')], expected);
    const stats = await inSession((session) =>
      Promise.all([session.stat(peer.pathOf('latest.bin')), session.stat(peer.pathOf('today'))]),
    );
    assert.deepEqual(
      stats.map(({ type, size }) => [type, type === 'file' ? size : null]),
      [
        ['file', big.length],
        ['folder', null],
      ],
    );
    assert.equal((await inSession((session) => session.list(peer.pathOf('today')))).length, 1);
    assert.equal((await fetched(peer.target, peer.pathOf('today/guardians.csv'))).length, 8);
  });

  it('says what is missing, and what is no file', async () => {
    const missing = { code: 'SftpPathMissing', retryable: false };
    await assert.rejects(
      inSession((session) => session.list(peer.pathOf('none'))),
      missing,
    );
    await assert.rejects(
      inSession((session) => session.stat(peer.pathOf('none.csv'))),
      missing,
    );
    await assert.rejects(fetched(peer.target, peer.pathOf('none.csv')), missing);
    await assert.rejects(fetched(peer.target, peer.pathOf('roster')), { code: 'SftpRequestFailed' });
  });

  it('gives 20 MB as they are', async () => {
    assert.ok((await fetched(peer.target, peer.pathOf('big.bin'))).equals(big));
  });

  it('may hang up after each file', async () => {
    const proxy = await startProxy(peer.target.port);
    const blobRoot = await mkdtemp(join(tmpdir(), 'blobs-'));
    const store: BlobStore = openBlobStore(
      { root: blobRoot },
      parseKeyRing(`v1:${randomBytes(32).toString('base64')}`, 'test'),
    );
    try {
      const sizes = await withSftp({ ...peer.target, port: proxy.port }, async (session) => {
        const found = findRosterFiles(await session.list(peer.pathOf('roster')));
        assert.ok(found.kind === 'files');
        proxy.cut();
        // The line is cut when all files have been looked at, and before they are looked at again.
        let looked = 0;
        let go = () => {};
        const quietPeriod = new Promise<void>((resolve) => {
          go = resolve;
        });
        const sleep = () => {
          if (++looked === 4) {
            proxy.cut();
            go();
          }
          return quietPeriod;
        };
        const quiet = found.files.map((file) => assertQuiet(session, file, 0, sleep, 'Roster'));
        const received: number[] = [];
        for (const file of await Promise.all(quiet)) {
          received.push((await fetchFile(session, file, store)).manifest.size);
          proxy.cut();
        }
        return received;
      });
      assert.deepEqual(
        sizes.sort((a, b) => a - b),
        [8, 9, 9, 12],
      );
      assert.ok(proxy.connections() >= 5);
    } finally {
      await proxy.stop();
      await rm(blobRoot, { recursive: true });
    }
  });

  it('may be at the end of a line that gets slow', async () => {
    const content = big.subarray(0, 4_500_000);
    writeFileSync(join(peer.root, 'part.bin'), content);
    const proxy = await startProxy(peer.target.port);
    const received: Buffer[] = [];
    // By then 2 MiB are on their way, and whatever is asked next is answered after two seconds.
    const onProgress = (bytes: number) => bytes > 2_000_000 && proxy.slowTo(1_000_000);
    const sink = async (chunk: Buffer) => void received.push(chunk);
    await withSftp(
      { ...peer.target, port: proxy.port },
      (session) => session.download(peer.pathOf('part.bin'), sink, { onProgress }),
      { keepaliveMs: 300, answerTimeoutMs: 1500 },
    );
    assert.ok(Buffer.concat(received).equals(content));
    assert.equal(proxy.connections(), 1);
    await proxy.stop();
  });

  it('may die in the middle of a transfer, and is there again with its key', async () => {
    const { hostKey } = await testConnection(peer.target, [peer.pathOf('')]);
    const target = { ...peer.target, hostKey };
    const started = Date.now();
    let dying: Promise<void> | undefined;
    const broken = withSftp(target, (session) =>
      session.download(peer.pathOf('big.bin'), async () => {
        dying ??= peer.kill();
        await dying;
      }),
    );
    await assert.rejects(broken, { code: 'SftpUnreachable', retryable: true });
    assert.ok(Date.now() - started < 5000);
    await assert.rejects(testConnection(target, [peer.pathOf('')]), { code: 'SftpUnreachable' });
    await peer.restart('the same');
    assert.equal((await fetched(target, peer.pathOf('big.bin'))).length, big.length);
  });

  it('is refused with another key', async () => {
    const { hostKey } = await testConnection(peer.target, [peer.pathOf('')]);
    await peer.restart('a new one');
    await assert.rejects(testConnection({ ...peer.target, hostKey }, [peer.pathOf('')]), {
      code: 'SftpHostKeyChanged',
      retryable: false,
    });
    const { hostKey: changed } = await testConnection(peer.target, [peer.pathOf('')]);
    assert.notEqual(changed, hostKey);
  });
}

describe('OpenSSH', () => {
  const sshd = needs('openssh-server');
  behaves(() => startOpenSsh(sshd), 'link');
});

describe('OpenSSH that runs as a plain user', () => {
  const sshd = needs('openssh-server');
  // Who tests as a plain user has just tested this.
  if (process.getuid?.() !== 0) return;

  it('lets that user in', async () => {
    const peer = await startOpenSsh(sshd, { username: 'nobody', uid: 65_534, gid: 65_534 });
    try {
      writeFileSync(join(peer.root, 'guardians.csv'), 'abc');
      assert.equal((await fetched(peer.target, 'guardians.csv')).toString(), 'abc');
    } finally {
      await peer.stop();
    }
  });
});

describe('rclone serve sftp', () => {
  const rclone = needs('rclone');
  behaves(() => startRclone(rclone), 'what they lead to');
});

describe('a server that tells no sizes, times and kinds', () => {
  it('is read all the same', async () => {
    const content = big.subarray(0, 1_000_000);
    const server = await startBareServer({ 'guardians.csv': content, 'users.csv': Buffer.from('a') });
    try {
      const target = targetOf(server.port);
      const { files } = await testConnection(target, ['/']);
      const { file } = findGuardianFile(files);
      assert.deepEqual(file, {
        name: 'guardians.csv',
        path: '/guardians.csv',
        size: null,
        modifiedAt: null,
        type: 'file',
      });
      assert.equal(findRosterFiles(files).kind, 'files');
      await withSftp(target, async (session) => {
        await assertQuiet(session, file, 0, async () => {});
        assert.ok((await download(session, file.path)).equals(content));
      });
    } finally {
      server.stop();
    }
  });
});
