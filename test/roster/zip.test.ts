import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { StoredFile } from '../../src/archives/stored-file.js';
import { openZip as openWith, type ZipLimits, zipLimits } from '../../src/archives/zip.js';
import { SyncFailure } from '../../src/contract/failures.js';
import { memoryFile, zipBytes, zipped } from './files.js';

const openZip = (file: StoredFile, limits?: ZipLimits) => openWith(file, (name) => name.endsWith('.csv'), limits);
const read = (file: StoredFile, offset?: number) => text(Readable.from(file.open(offset)));
const refusedAs = (code: string, words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof SyncFailure, String(error));
  assert.equal(error.code, code);
  assert.match(error.message, words);
  assert.equal(error.retryable, false);
  return true;
};

describe('a roster ZIP', () => {
  it('is read without its folders and what macOS adds, from any byte on', async () => {
    const users = 'a,b\n'.repeat(50_000);
    const files = await openZip(await zipped({ 'users.csv': users, '__MACOSX/._users.csv': 'x', 'folder/': '' }));
    assert.deepEqual(
      files.map(({ name, size }) => [name, size]),
      [['users.csv', users.length]],
    );
    assert.equal(await read(files[0]!), users);
    assert.equal(await read(files[0]!, 150_001), users.slice(150_001));
    assert.equal(await read(files[0]!), users, 'a second time');
  });

  it('has its files in the root or in one folder, however deep, beside others', async () => {
    const names = async (...paths: string[]) => {
      const zip = await zipped(Object.fromEntries(paths.map((path) => [path, 'a'])));
      return (await openZip(zip)).map(({ name }) => name);
    };
    assert.deepEqual(await names('export/users.csv', 'export/orgs.csv'), ['users.csv', 'orgs.csv']);
    assert.deepEqual(await names('a/b/users.csv', 'a/read.me', 'a/b/read.me'), ['users.csv', 'read.me']);
    assert.deepEqual(await names('users.csv', 'logs/export.log', 'old/users.csv'), ['users.csv']);
    assert.deepEqual(await names('x/users.csv', '__MACOSX/x/._users.csv', 'x/.DS_Store', 'x/._users.csv'), [
      'users.csv',
    ]);
    assert.deepEqual(await names('x/photo.jpg', 'y/z.txt'), ['x/photo.jpg', 'y/z.txt'], 'no set: all are named');
  });

  it('with a set in several folders is refused', async () => {
    const zip = await zipped({ 'may/users.csv': 'a', 'june/users.csv': 'a' });
    await assert.rejects(openZip(zip), refusedAs('ZipUnsafe', /several folders/));
  });

  it('with paths that lead elsewhere is refused', async () => {
    for (const path of ['../users.csv', '/sers.csv--']) {
      const bytes = await zipBytes({ 'xx-users.csv': 'a' });
      const evil = Buffer.from(bytes.toString('latin1').replaceAll('xx-users.csv', path.padEnd(12, '-')), 'latin1');
      await assert.rejects(openZip(memoryFile('r.zip', evil)), refusedAs('ZipUnsafe', /leads elsewhere/));
    }
  });

  it('that unpacks to a thousand times its size is refused before it is unpacked', async () => {
    const bomb = await zipped({ 'users.csv': new Uint8Array(4 * 1024 * 1024) });
    await assert.rejects(openZip(bomb), refusedAs('ZipUnsafe', /more than 200 times/));
  });

  it('with too many files, or too much in them, is refused', async () => {
    const files = Object.fromEntries(Array.from({ length: 4 }, (_, i) => [`${i}.csv`, 'abc']));
    const zip = await zipped(files);
    await assert.rejects(openZip(zip, { ...zipLimits, entries: 3 }), refusedAs('ZipUnsafe', /more than 3 files/));
    await assert.rejects(openZip(zip, { ...zipLimits, unpackedBytes: 11 }), refusedAs('ZipUnsafe', /unpacked/));
    assert.equal((await openZip(zip, { ...zipLimits, entries: 4, unpackedBytes: 12 })).length, 4);
  });

  it('protected by a password is refused', async () => {
    const bytes = await zipBytes({ 'users.csv': 'a,b' });
    // The first bit of the general purpose flags, in the entry's two headers.
    bytes[bytes.indexOf('PK\x03\x04', 0, 'latin1') + 6]! |= 1;
    bytes[bytes.indexOf('PK\x01\x02', 0, 'latin1') + 8]! |= 1;
    await assert.rejects(openZip(memoryFile('r.zip', bytes)), refusedAs('ZipUnsafe', /password/));
  });

  it('that is cut off, or is none, is refused as damaged', async () => {
    const bytes = await zipBytes({ 'users.csv': 'a,b\n'.repeat(1000) });
    await assert.rejects(
      openZip(memoryFile('r.zip', bytes.subarray(0, 60))),
      refusedAs('ZipDamaged', /Export it again/),
    );
    await assert.rejects(openZip(memoryFile('r.zip', 'sourcedId,name\n')), refusedAs('ZipDamaged', /cannot be read/));
    await assert.rejects(openZip(memoryFile('r.zip', '')), refusedAs('ZipDamaged', /cannot be read/));
  });

  it('with changed bytes is refused when they are read', async () => {
    const content = Array.from({ length: 5000 }, (_, i) => `${i},${(i * 7919) % 1009}\n`).join('');
    const bytes = await zipBytes({ 'users.csv': content });
    const start = bytes.indexOf('users.csv') + 'users.csv'.length;
    let refusals = 0;
    for (const at of [20, 500, 3000]) {
      const broken = Buffer.from(bytes);
      broken[start + at]! ^= 0x10;
      const [file] = await openZip(memoryFile('r.zip', broken));
      await assert.rejects(read(file!), refusedAs('ZipDamaged', /cannot be read/));
      refusals++;
    }
    assert.equal(refusals, 3);
  });

  it('whose store fails passes that failure on', async () => {
    const bytes = await zipBytes({ 'users.csv': 'a,b\n' });
    const failure = new SyncFailure('BlobStoreUnavailable', 'no storage', { retryable: true });
    const file: StoredFile = {
      name: 'r.zip',
      size: bytes.length,
      // biome-ignore lint/correctness/useYield: it fails before it gives anything
      async *open() {
        throw failure;
      },
    };
    await assert.rejects(openZip(file), (error) => error === failure);
  });
});
