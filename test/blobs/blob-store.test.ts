import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { FSDriver } from 'flydrive/drivers/fs';
import type { BlobManifest } from '../../src/blobs/blob-manifest.js';
import { type BlobStore, openBlobStore } from '../../src/blobs/blob-store.js';
import { parseKeyRing } from '../../src/secrets/key-ring.js';

const keyOf = () => randomBytes(32).toString('base64');
const oldKey = keyOf();
const ring = parseKeyRing(`v1:${oldKey}`, 'test');

async function write(store: BlobStore, content: Uint8Array, step = 1000): Promise<BlobManifest> {
  const writer = store.create();
  for (let from = 0; from < content.length; from += step) await writer.write(content.subarray(from, from + step));
  return writer.finish();
}

async function read(store: BlobStore, manifest: BlobManifest, offset?: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of store.read(manifest, offset)) parts.push(part);
  return Buffer.concat(parts);
}

describe('blob store', () => {
  let root: string;
  let store: BlobStore;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'blobs-'));
    store = openBlobStore({ root }, ring, 1000);
  });
  afterEach(() => rm(root, { recursive: true }));
  const chunkPath = (manifest: BlobManifest, index: number) =>
    join(root, manifest.id.slice(0, 2), manifest.id, String(index));

  it('gives back any content from any offset, however it was cut when written', async () => {
    const sizes = fc.integer({ min: 0, max: 3500 });
    await fc.assert(
      fc.asyncProperty(
        sizes,
        fc.integer({ min: 1, max: 2500 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (size, step, share) => {
          const content = randomBytes(size);
          const manifest = await write(store, content, step);
          const offset = Math.floor(size * share);
          assert.equal(manifest.size, size);
          assert.equal(manifest.chunks, Math.max(1, Math.ceil(size / 1000)));
          assert.ok((await read(store, manifest, offset)).equals(content.subarray(offset)));
          await store.remove(manifest);
        },
      ),
      {
        numRuns: 40,
        examples: [
          [0, 1, 0],
          [1000, 1000, 1],
          [2000, 999, 0.5],
          [3000, 2500, 0.999],
        ],
      },
    );
  });

  it('describes the content in a manifest that survives JSON', async () => {
    const content = randomBytes(5 * 1024 * 1024);
    const big = openBlobStore({ root }, ring);
    const manifest: BlobManifest = JSON.parse(JSON.stringify(await write(big, content, 65_536)));
    assert.equal(manifest.sha256, createHash('sha256').update(content).digest('hex'));
    assert.equal(manifest.chunkSize, 1024 * 1024);
    assert.equal(manifest.chunks, 5);
    assert.ok((await read(big, manifest, 4_194_305)).equals(content.subarray(4_194_305)));
  });

  it('copies what it is given: the caller may use its buffer again', async () => {
    const writer = store.create();
    const buffer = Buffer.alloc(600, 'a');
    await writer.write(buffer);
    await writer.write(buffer.fill('b'));
    assert.equal((await read(store, await writer.finish())).toString(), 'a'.repeat(600) + 'b'.repeat(600));
  });

  it('keeps nothing of the content readable on disk', async () => {
    const manifest = await write(store, Buffer.from('maria.garcia@example.org\n'.repeat(100)));
    for (let i = 0; i < manifest.chunks; i++) assert.ok(!(await readFile(chunkPath(manifest, i))).includes('maria'));
  });

  it('reads what was written under an older key of the ring, and names a key that is gone', async () => {
    const manifest = await write(store, Buffer.from('content'));
    const rotated = openBlobStore({ root }, parseKeyRing(`v2:${keyOf()},v1:${oldKey}`, 'test'));
    assert.equal((await read(rotated, manifest)).toString(), 'content');
    const lost = openBlobStore({ root }, parseKeyRing(`v2:${keyOf()}`, 'test'));
    await assert.rejects(read(lost, manifest), { code: 'KeyUnknown' });
  });

  it('refuses an offset outside the blob', async () => {
    const manifest = await write(store, Buffer.from('content'));
    for (const offset of [-1, 8, 0.5]) await assert.rejects(read(store, manifest, offset), RangeError);
  });

  it('removes what an aborted upload wrote', async () => {
    const writer = store.create();
    await writer.write(randomBytes(3500));
    assert.equal((await readdir(join(root, writer.id.slice(0, 2), writer.id))).length, 3);
    await writer.abort();
    assert.deepEqual(await readdir(join(root, writer.id.slice(0, 2))), []);
  });

  it('removes a blob, twice without complaint, and nothing by an id that is none', async () => {
    const manifest = await write(store, randomBytes(2500));
    const kept = await write(store, Buffer.from('kept'));
    await store.remove(manifest);
    await store.remove(manifest);
    await assert.rejects(read(store, manifest), { code: 'BlobMissing', retryable: false });
    await assert.rejects(store.remove({ id: '..' }), TypeError);
    await assert.rejects(store.remove({ id: '' }), TypeError);
    assert.equal((await read(store, kept)).toString(), 'kept');
  });

  describe('damage is found, and no byte of a damaged chunk given out', () => {
    let content: Buffer;
    let manifest: BlobManifest;
    beforeEach(async () => {
      content = randomBytes(3500);
      manifest = await write(store, content);
    });
    const damages: [string, () => Promise<unknown>, string][] = [
      ['a missing chunk', () => rm(chunkPath(manifest, 2)), 'BlobMissing'],
      ['a truncated chunk', () => truncate(chunkPath(manifest, 2), 500), 'BlobDamaged'],
      ['an emptied chunk', () => truncate(chunkPath(manifest, 2), 0), 'BlobDamaged'],
      [
        'a changed byte',
        async () => {
          const box = await readFile(chunkPath(manifest, 2));
          box[700] = box[700]! ^ 1;
          await writeFile(chunkPath(manifest, 2), box);
        },
        'BlobDamaged',
      ],
      ['another chunk in its place', () => rename(chunkPath(manifest, 1), chunkPath(manifest, 2)), 'BlobMissing'],
    ];
    for (const [what, damage, code] of damages) {
      it(what, async () => {
        await damage();
        await assert.rejects(read(store, manifest), { code, retryable: false });
      });
    }

    it('two chunks in each other’s place', async () => {
      await rename(chunkPath(manifest, 1), join(root, 'aside'));
      await rename(chunkPath(manifest, 2), chunkPath(manifest, 1));
      await rename(join(root, 'aside'), chunkPath(manifest, 2));
      const seen: Uint8Array[] = [];
      await assert.rejects(
        async () => {
          for await (const part of store.read(manifest)) seen.push(part);
        },
        { code: 'BlobDamaged' },
      );
      assert.ok(Buffer.concat(seen).equals(content.subarray(0, 1000)));
    });

    it('an end cut off at a chunk’s border, also in the manifest', async () => {
      await assert.rejects(read(store, { ...manifest, size: 3000, chunks: 3 }), { code: 'BlobDamaged' });
    });

    it('a chunk of another blob', async () => {
      const other = await write(store, randomBytes(3500));
      await rename(chunkPath(other, 2), chunkPath(manifest, 2));
      await assert.rejects(read(store, manifest), { code: 'BlobDamaged' });
    });

    it('the wrapped key of another blob', async () => {
      const other = await write(store, randomBytes(10));
      await assert.rejects(read(store, { ...manifest, wrappedKey: other.wrappedKey }), { code: 'SecretDamaged' });
    });

    it('a manifest of another size', async () => {
      await assert.rejects(read(store, { ...manifest, size: 3499 }), { code: 'BlobDamaged' });
    });
  });

  describe('trouble of the disk', () => {
    class FailingDriver extends FSDriver {
      constructor(readonly errorCode: string) {
        super({ location: root, visibility: 'private' });
      }
      override put(): Promise<void> {
        return Promise.reject(Object.assign(new Error('write /secret/path'), { code: this.errorCode }));
      }
    }
    for (const [errorCode, code] of [
      ['ENOSPC', 'BlobStoreFull'],
      ['EDQUOT', 'BlobStoreFull'],
      ['EACCES', 'BlobStoreUnavailable'],
    ] as const) {
      it(`${errorCode} is ${code}, to be tried again`, async () => {
        const writer = openBlobStore({ driver: new FailingDriver(errorCode) }, ring, 1000).create();
        await assert.rejects(writer.write(randomBytes(1001)), (error: Error) => {
          assert.equal((error as Error & { code: string }).code, code);
          assert.equal((error as Error & { retryable: boolean }).retryable, true);
          assert.ok(!error.message.includes('/secret/path'));
          return true;
        });
      });
    }

    it('says so where the root is no folder', async () => {
      await writeFile(join(root, 'file'), '');
      const writer = openBlobStore({ root: join(root, 'file') }, ring).create();
      await assert.rejects(writer.finish(), { code: 'BlobStoreUnavailable', message: /ENOTDIR|EEXIST/ });
    });
  });
});
