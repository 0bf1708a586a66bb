import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import SftpClient from 'ssh2-sftp-client';
import { createKeyPair } from '../../src/demo/key-pair.js';
import { createHostKey, type SftpServer, startSftpServer } from '../../src/demo/sftp-server.js';

describe('the demo’s SFTP server', () => {
  let base: string;
  let root: string;
  let server: SftpServer;
  let client: SftpClient;
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'sftp-'));
    root = join(base, 'root');
    await mkdir(root);
    await writeFile(join(base, 'outside.txt'), 'outside');
    await writeFile(join(root, 'inside.txt'), 'inside');
    server = await startSftpServer({ root, users: { demo: { password: 'demo' } } });
    client = new SftpClient('test', { error: () => {}, end: () => {}, close: () => {} });
    await client.connect({ host: '127.0.0.1', port: server.port, username: 'demo', password: 'demo' });
  });
  afterEach(async () => {
    await client.end();
    await server.stop();
    await rm(base, { recursive: true });
  });

  const content = async (path: string) => String(await client.get(path));

  it('serves its folder as /, to other clients’ ways of asking too', async () => {
    assert.equal(await client.realPath('.'), '/');
    assert.equal(await client.realPath('a/../b'), '/b');
    assert.equal(await content('/inside.txt'), 'inside');
    assert.equal(await content('inside.txt'), 'inside');
    assert.equal(await client.exists('/inside.txt'), '-');
    assert.equal(await client.exists('/'), 'd');
  });

  it('lets nobody out of it, by dots or links', async () => {
    await symlink('../outside.txt', join(root, 'link'));
    await symlink('..', join(root, 'up'));
    await symlink(base, join(root, 'base'));
    assert.equal(await content('/../../inside.txt'), 'inside');
    for (const path of ['/../outside.txt', '../../outside.txt', '/link', '/up/outside.txt', '/base/outside.txt']) {
      await assert.rejects(content(path), { code: 2 }, path);
      await assert.rejects(client.stat(path), { code: 'ENOENT' }, path);
    }
    for (const path of ['/up', '/base', '/base/root/..']) await assert.rejects(content(path), { code: 2 }, path);
    assert.equal(await client.exists('/up/outside.txt'), false);
    assert.equal(await client.exists('/link'), 'l');
  });

  it('changes nothing', async () => {
    await assert.rejects(client.put(Buffer.from('x'), '/new.txt'));
    await assert.rejects(client.append(Buffer.from('x'), '/inside.txt'));
    await assert.rejects(client.delete('/inside.txt'));
    await assert.rejects(client.mkdir('/folder'));
    await assert.rejects(client.rename('/inside.txt', '/moved.txt'));
    assert.deepEqual(await readdir(root), ['inside.txt']);
    assert.equal(await content('/inside.txt'), 'inside');
  });

  it('keeps its host key when it is started again with the stored one', async () => {
    const hostKey = createHostKey();
    const seen = new Set<string>();
    for (let i = 0; i < 2; i++) {
      const again = await startSftpServer({ root, users: {}, hostKey });
      seen.add(again.hostKey);
      await again.stop();
    }
    assert.equal(seen.size, 1);
    assert.ok(!seen.has(server.hostKey));
  });

  it('makes keys that can be read, every time', () => {
    // One in 256 could not be: the chance to miss that here is 1 in 2,500.
    for (let i = 0; i < 2000; i++) assert.ok(!(ssh2.utils.parseKey(createKeyPair().private) instanceof Error));
  });

  it('says so when its port is taken', async () => {
    await assert.rejects(startSftpServer({ root, users: {}, port: server.port }), { code: 'EADDRINUSE' });
  });

  it('drops connections and takes new ones', async () => {
    server.dropConnections();
    await assert.rejects(client.list('/'));
    const next = new SftpClient('next', { error: () => {}, end: () => {}, close: () => {} });
    await next.connect({ host: '127.0.0.1', port: server.port, username: 'demo', password: 'demo' });
    assert.equal((await next.list('/')).length, 1);
    await next.end();
  });
});
