import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, readdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BlobStore, openBlobStore } from '../../src/blobs/blob-store.js';
import { parseKeyRing } from '../../src/secrets/key-ring.js';
import { assertQuiet, fetchFile } from '../../src/sftp/fetch-file.js';
import { findGuardianFile } from '../../src/sftp/guardian-file.js';
import { type SftpSession, withSftp } from '../../src/sftp/session.js';
import { startTestServer, type TestServer } from './demo-server.js';

describe('fetching a file', () => {
  let server: TestServer;
  let blobRoot: string;
  let store: BlobStore;
  let path: string;
  let beforeRead: ((path: string, offset: number) => Promise<void> | void) | undefined;
  beforeEach(async () => {
    beforeRead = undefined;
    server = await startTestServer({ hooks: { beforeRead: (name, offset) => beforeRead?.(name, offset) } });
    path = join(server.root, 'guardians.csv');
    blobRoot = await mkdtemp(join(tmpdir(), 'blobs-'));
    store = openBlobStore(
      { root: blobRoot },
      parseKeyRing(`v1:${randomBytes(32).toString('base64')}`, 'test'),
      100_000,
    );
  });
  afterEach(async () => {
    await server.stop();
    await rm(blobRoot, { recursive: true });
  });

  const withFile = <T>(fn: (session: SftpSession, file: ReturnType<typeof findGuardianFile>['file']) => Promise<T>) =>
    withSftp(server.target, async (session) => fn(session, findGuardianFile(await session.list('/')).file));
  const storedChunks = async () =>
    (await readdir(blobRoot, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length;

  describe('a file that is still being written', () => {
    const writing = { code: 'GuardianFileStillWriting', retryable: true };
    const quiet = (meanwhile: () => Promise<unknown>) =>
      withFile((session, file) => assertQuiet(session, file, 10, meanwhile));
    beforeEach(() => writeFile(path, 'studentSisId\n'));

    it('is accepted when nothing changes over the quiet period', async () => {
      let slept = 0;
      const settled = await withFile((session, file) =>
        assertQuiet(session, file, 10, async (ms) => {
          slept += ms;
        }),
      );
      assert.equal(slept, 10_000);
      assert.equal(settled.size, 13);
    });

    it('is refused when it grows', () =>
      assert.rejects(
        quiet(() => appendFile(path, '1\n')),
        writing,
      ));
    it('is refused when its time changes', () =>
      assert.rejects(
        quiet(() => utimes(path, 1, 1)),
        writing,
      ));
    it('is refused when it goes away', () =>
      assert.rejects(
        quiet(() => rm(path)),
        writing,
      ));

    it('is refused by another code where it is the roster’s', async () => {
      const check = withFile((session, file) =>
        assertQuiet(session, file, 10, () => appendFile(path, '1\n'), 'Roster'),
      );
      await assert.rejects(check, { code: 'RosterStillWriting' });
    });

    it('passes on what ends the wait', async () => {
      const reason = new Error('cancelled');
      await assert.rejects(
        quiet(() => Promise.reject(reason)),
        reason,
      );
    });
  });

  it('stores it and gives back manifest and what the server shows', async () => {
    const content = randomBytes(1_234_567);
    await writeFile(path, content);
    let progress = 0;
    const onProgress = (bytes: number) => {
      progress = bytes;
    };
    const { manifest, remote } = await withFile((session, file) => fetchFile(session, file, store, { onProgress }));
    assert.equal(manifest.size, content.length);
    assert.equal(manifest.sha256, createHash('sha256').update(content).digest('hex'));
    assert.equal(remote.size, content.length);
    assert.equal(progress, content.length);
    const parts: Uint8Array[] = [];
    for await (const part of store.read(manifest, 1_000_000)) parts.push(part);
    assert.ok(Buffer.concat(parts).equals(content.subarray(1_000_000)));
  });

  it('follows a link', async () => {
    await writeFile(join(server.root, 'export-7.csv'), 'content');
    await symlink('export-7.csv', path);
    const { manifest } = await withFile((session, file) => fetchFile(session, file, store));
    assert.equal(manifest.size, 7);
  });

  describe('leaves nothing in the blob store', () => {
    beforeEach(() => writeFile(path, randomBytes(1_000_000)));
    afterEach(async () => assert.equal(await storedChunks(), 0));
    /** @param change runs once, in the middle of the transfer. */
    const fetchWhile = (change: () => Promise<unknown>, options = {}) => {
      let changed: Promise<unknown> | undefined;
      beforeRead = async (_path, offset) => {
        if (offset < 500_000) return;
        changed ??= change();
        await changed;
      };
      return withFile((session, file) => fetchFile(session, file, store, options));
    };
    const writing = { code: 'GuardianFileStillWriting', retryable: true };

    it('when the file grows meanwhile', () =>
      assert.rejects(
        fetchWhile(() => appendFile(path, '1\n')),
        writing,
      ));
    it('when its time changes meanwhile', () =>
      assert.rejects(
        fetchWhile(() => utimes(path, 1, 1)),
        writing,
      ));
    it('when it goes away meanwhile', () =>
      assert.rejects(
        fetchWhile(() => rename(path, `${path}.old`)),
        writing,
      ));

    it('when it grows beyond the limit meanwhile', () =>
      assert.rejects(
        fetchWhile(() => appendFile(path, randomBytes(200_000)), { maxBytes: 1_100_000 }),
        { code: 'GuardianFileTooLarge', retryable: false },
      ));

    it('when the connection breaks', () =>
      assert.rejects(
        fetchWhile(async () => server.dropConnections()),
        { code: 'SftpUnreachable' },
      ));

    it('when aborted', async () => {
      const abort = new AbortController();
      const reason = new Error('cancelled');
      const fetching = fetchWhile(async () => abort.abort(reason), { signal: abort.signal });
      await assert.rejects(fetching, (error) => error === reason);
    });

    it('when it is larger than the limit, without reading it', async () => {
      let read = false;
      beforeRead = () => {
        read = true;
      };
      await assert.rejects(
        withFile((session, file) => fetchFile(session, file, store, { maxBytes: 999_999 })),
        { code: 'GuardianFileTooLarge', retryable: false, message: /999999 bytes/ },
      );
      assert.equal(read, false);
    });
  });

  it('takes a file of exactly the limit', async () => {
    await writeFile(path, 'x'.repeat(100));
    const { manifest } = await withFile((session, file) => fetchFile(session, file, store, { maxBytes: 100 }));
    assert.equal(manifest.size, 100);
  });
});
